/* What a reader chose, kept on the device alone; early.js gives it to the next page. */
const root = document.documentElement;

/** The reader's own choice, on this page and the next. @type {(name: string, value: string) => void} */
function remember(name, value) {
  if (value) root.setAttribute("data-kx-" + name, value);
  else root.removeAttribute("data-kx-" + name);
  try {
    if (value) localStorage.setItem("kx-" + name, value);
    else localStorage.removeItem("kx-" + name);
  } catch (error) {
    /* storage is closed: it holds for this page */
  }
}

/** What is kept under a name; null where nothing is. @type {(name: string) => string | null} */
function recall(name) {
  try {
    return localStorage.getItem("kx-" + name);
  } catch (error) {
    return null;
  }
}
