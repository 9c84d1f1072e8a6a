/* In a copy on a stick pages are files: browsers let them fetch nothing and show no folder. What other scripts fetch is
   read from scripts instead, and ways that they make lead to the files meant. Runs before all others. */
const here = new URL("../", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
/** @type {Record<string, (data: unknown) => void>} */
const waiting = {};

/** A file of data calls this with its path and what it holds. @type {(path: string, data: unknown) => void} */
window.kxTake = (path, data) => {
  if (waiting[path]) waiting[path](data);
};

/** @type {(address: RequestInfo | URL) => Promise<any>} */
window.fetch = (address) => {
  const url = String(address).replace(/[?#].*/, "");
  const path = decodeURIComponent(url.slice(here.length));
  if (!url.startsWith(here) || !/\.(json|html)$/.test(path)) return Promise.reject(new TypeError(url));
  return new Promise((resolve, reject) => {
    waiting[path] = (data) =>
      resolve({ ok: true, status: 200, json: () => Promise.resolve(data), text: () => Promise.resolve(data) });
    const script = document.createElement("script");
    script.src = url + ".js";
    script.onload = () => script.remove();
    script.onerror = () => reject(new TypeError(url));
    document.head.appendChild(script);
  });
};

document.addEventListener("click", nameFile, true);
document.addEventListener("auxclick", nameFile, true);
addEventListener("DOMContentLoaded", () => {
  /* the address of a file leads nowhere on another machine */
  const copies = Array.from(document.querySelectorAll("[data-kx-copy=''], [data-copy]"));
  for (const button of copies) (button.closest("li") || button).remove();
});

/** @type {(event: Event) => void} */
function nameFile(event) {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (link && link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
}
