/* Keeps the emergency pages for a reader without a network, and the page of a public screen for the screen. The build
   writes BUILD, OFFLINE, PAGES and SCREEN above. Whenever the network answers, its answer is shown; what is kept is
   shown only when it does not. Nobody stands before a screen to try again: it gets no answer but ours. */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const ROOT = new URL("./", location.href).href;
const PREFIX = CACHE_PREFIX + new URL(ROOT).pathname + " ";
const NAME = PREFIX + BUILD;
const PATIENCE = 4000; /* milliseconds that the network may be silent */
const PAGE = /\/[^/.]*$|\.html$/;
const FINGERPRINT = new RegExp("\\.[0-9a-f]{" + FINGERPRINT_LENGTH + "}\\.\\w+$");

worker.addEventListener("install", (event) => {
  worker.skipWaiting();
  event.waitUntil(fetchAndKeep(ROOT + OFFLINE));
});

worker.addEventListener("activate", (event) => event.waitUntil(renew()));

worker.addEventListener("message", (event) => {
  const page = /** @type {WindowClient | null} */ (event.source);
  if (event.data !== "visited" || !page) return;
  const url = plain(page.url);
  if (!isListed(url)) return;
  const kept = url === ROOT + PAGES[0] ? keepAll() : keepOnce(url);
  event.waitUntil(
    kept.then(
      () => page.postMessage("kept"),
      () => {},
    ),
  );
});

worker.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || !request.url.startsWith(ROOT)) return;
  if (request.mode === "navigate" && PAGE.test(plain(request.url))) event.respondWith(page(event));
  else if (request.url.startsWith(ROOT + ASSETS_FOLDER)) event.respondWith(asset(request));
});

/**
 * The network's page; the kept one if the network fails or is silent for long.
 * @type {(event: FetchEvent) => Promise<Response>}
 */
function page(event) {
  const url = plain(event.request.url);
  const answer = fetch(event.request.url, { cache: "no-cache", credentials: "same-origin", redirect: "manual" });
  if (isListed(url)) event.waitUntil(answer.then((found) => keep(url, found.clone())).catch(() => {}));
  return stored(url).then((kept) => {
    const instead = () => (kept ? marked(kept) : lost());
    if (!kept) return answer.catch(instead);
    const shown = url === ROOT + SCREEN ? answer.then((found) => ours(url, found)) : answer;
    return Promise.race([shown.catch(instead), later().then(instead)]);
  });
}

/** The answer, if it is our page; fails otherwise. @type {(url: string, answer: Response) => Promise<Response>} */
async function ours(url, answer) {
  const text = await answer.clone().text();
  if (!isOurs(ROOT, url, answer, text)) throw new Error(url);
  return answer;
}

/**
 * A file whose name changes with its content may come from the cache first; others are asked for.
 * @type {(request: Request) => Promise<Response>}
 */
async function asset(request) {
  const kept = await stored(request.url);
  if (kept && FINGERPRINT.test(request.url)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/* After a new build: whoever had the emergency pages or the screen's gets the new ones, then the old ones go. */
async function renew() {
  await worker.clients.claim();
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  /** @type {(path: string) => Promise<boolean>} */
  const had = async (path) => {
    const found = await Promise.all(old.map(async (name) => (await caches.open(name)).match(ROOT + path)));
    return found.some(Boolean);
  };
  if (await had(PAGES[0])) await keepAll();
  if (await had(SCREEN)) await keepOnce(ROOT + SCREEN);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function keepAll() {
  /** @type {Error[]} */
  const failed = [];
  for (const path of PAGES) await keepOnce(ROOT + path).catch((error) => failed.push(error));
  if (failed.length) throw failed[0];
}

/** @type {(url: string) => Promise<void>} */
async function keepOnce(url) {
  const cache = await caches.open(NAME);
  if (!(await cache.match(url))) await fetchAndKeep(url);
}

/** @type {(url: string) => Promise<void>} */
async function fetchAndKeep(url) {
  const answer = await fetch(url, { cache: "no-cache", credentials: "same-origin" });
  await keep(url, answer);
}

/**
 * A page, after everything it loads; any other answer leaves what is kept as it is. Networks and firewalls put
 * pages of their own in the place of others, with status 200.
 * @type {(url: string, answer: Response) => Promise<void>}
 */
async function keep(url, answer) {
  const text = await answer.text();
  if (!isOurs(ROOT, url, answer, text)) throw new Error(url);
  const cache = await caches.open(NAME);
  for (const file of filesOf(ROOT, url, text)) if (!(await cache.match(file))) await keepFile(cache, file);
  await cache.put(url, html(text, 200));
}

/**
 * A style sheet, script or picture; never a page in the place of one.
 * @type {(cache: Cache, file: string) => Promise<void>}
 */
async function keepFile(cache, file) {
  const answer = await fetch(file, { credentials: "same-origin" });
  const type = answer.headers.get("Content-Type") || "";
  if (answer.status !== 200 || answer.redirected || /html/i.test(type)) throw new Error(file);
  await cache.put(file, answer);
}

/** This build's copy, or that of an earlier one. @type {(url: string) => Promise<Response | undefined>} */
async function stored(url) {
  const name = (await caches.keys()).filter((known) => known.startsWith(PREFIX));
  name.sort((a, b) => Number(b === NAME) - Number(a === NAME));
  for (const known of name) {
    const found = await (await caches.open(known)).match(url);
    if (found) return found;
  }
  return undefined;
}

/** A kept page that says so. @type {(kept: Response) => Promise<Response>} */
async function marked(kept) {
  const saved = Date.parse(kept.headers.get("Date") || "") + 8 * 3600 * 1000; /* in China */
  const day = saved ? "，存于 " + new Date(saved).toISOString().slice(0, 10) : "";
  const text = (await kept.text()).replace("<span data-kx-kept></span>", day);
  return html(text.replace(" data-kx-saved hidden", " data-kx-saved"), 200);
}

/* What a reader sees at any address that is not kept; its links start from the site's root. */
async function lost() {
  const kept = await stored(ROOT + OFFLINE);
  if (!kept) return Response.error();
  return html(
    (await kept.text()).replace(
      /(href|src|action|data-kx-(?:worker|(?:senior|aloud)-(?:sheet|script)))="\.\.\//g,
      '$1="' + ROOT,
    ),
    503,
  );
}

/** @type {(text: string, status: number) => Response} */
function html(text, status) {
  return new Response(text, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function later() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

/** @type {(url: string) => boolean} */
function isListed(url) {
  return url.startsWith(ROOT) && [...PAGES, SCREEN].indexOf(url.slice(ROOT.length)) >= 0;
}

/**
 * The address without query, anchor and index.html; of a page that is kept, with its last slash.
 * @type {(url: string) => string}
 */
function plain(url) {
  const found = url.replace(/[?#].*$/, "").replace(/\/index(\.html)?$/, "/");
  return isListed(found + "/") ? found + "/" : found;
}
