/* The page of a public screen held against the server's while the network answers. Once a newer one is there whole,
   with all it loads, it may take this one's place; until then, and without a network, this one goes on. */
/* When the server last gave us this page: by the clock, and in milliseconds since this one was opened. */
const contact = { clock: remembered(), passed: 0 };
const edition = editionOf(whole.outerHTML);
let newer = false;

/** What tells this page and what it loads from those of another release. @type {(text: string) => string} */
function editionOf(text) {
  const content = text.match(/data-kx-edition="([^"]*)"/);
  return [content && content[1], ...filesOf(siteRoot(), pageUrl(), text)].join(" ");
}

function pageUrl() {
  return location.origin + location.pathname.replace(/index\.html$/, "");
}

function siteRoot() {
  return new URL(SCREEN.replace(/[^/]+\//g, "../"), pageUrl()).href;
}

function remembered() {
  try {
    return Number(localStorage.getItem("kx-contact")) || Date.now();
  } catch (error) {
    return Date.now(); /* storage is closed: the page has just come */
  }
}

/* Milliseconds since then, by the clock or by the time this page is open: no setting of the clock makes it less. */
function sinceContact() {
  return Math.max(Date.now() - contact.clock, performance.now() - contact.passed);
}

/* The page anew, if it is ours and whole; once all that a newer one loads is at hand, it may take this one's place. */
async function refresh() {
  try {
    const answer = await fetch(pageUrl(), { cache: "no-cache", credentials: "same-origin" });
    const text = await answer.text();
    if (!isOurs(siteRoot(), pageUrl(), answer, text)) return;
    contact.clock = Date.now();
    contact.passed = performance.now();
    remember();
    if (editionOf(text) === edition) return;
    const files = await Promise.all(filesOf(siteRoot(), pageUrl(), text).map((file) => fetch(file)));
    newer = files.every(({ ok }) => ok);
  } catch (error) {
    /* no network: what is shown stays */
  }
}

function remember() {
  try {
    localStorage.setItem("kx-contact", String(contact.clock));
  } catch (error) {
    /* storage is closed: it holds for this page */
  }
}
