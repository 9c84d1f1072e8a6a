/* Improves pages that already make sense without it. */
for (const element of all("[data-kx-tools]")) element.hidden = false;
showInTime(kxClock.today());
for (const place of all("[data-kx-address]"))
  place.textContent = place.textContent || location.href.replace(/[?#].*/, "");
for (const button of all("[data-kx-print]")) if (HOST.print) button.addEventListener("click", () => window.print());
for (const button of all("[data-kx-copy]"))
  copies(button, the("span", button), () => button.dataset.kxCopy || pageAddress());
for (const button of all("[data-kx-official]")) enableOfficial(button);
for (const box of all("[data-kx-feed]")) enableFeed(box);
for (const box of all("[data-kx-wrong]")) enableFeedback(box);
replaceWhatCannotWork();
prepareForPaper();
enableScheme();
enableSenior();
enableListening();
addEventListener("load", enableOffline);
for (const form of all("form[role=search]")) enableSearch(form);
enableKeys();
for (const line of all("[data-kx-up]")) enableWayUp(line);

/** The way back up: none on a page of few screens, always at hand after three. @type {(line: HTMLElement) => void} */
function enableWayUp(line) {
  const show = () => {
    const far = 3 * innerHeight;
    line.hidden = root.scrollHeight <= far;
    line.classList.toggle("kx-up--far", pageYOffset > far);
  };
  for (const change of ["scroll", "resize", "load"]) addEventListener(change, show, { passive: true });
  show();
}

/** Shown until a day is what goes even by a late clock: somebody agreed to so long. @type {(today: string) => void} */
function showInTime(today) {
  for (const element of all("[data-kx-from]")) element.hidden = today < (element.dataset.kxFrom || "");
  for (const element of all("[data-kx-until]")) if (today > (element.dataset.kxUntil || "")) element.remove();
}

/* The keys / and Ctrl-K lead to a search box. */
function enableKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = /** @type {Element} */ (event.target).closest("input, textarea, select, [contenteditable]");
    const control = event.ctrlKey || event.metaKey;
    const slash = event.key === "/" && !typing && !control && !event.altKey;
    const letter = control && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
    if (!slash && !letter) return;
    event.preventDefault();
    const fields = /** @type {HTMLInputElement[]} */ (all("form[role=search] input"));
    const field = fields.find((input) => input.offsetParent);
    if (field) {
      field.focus();
      field.select();
    } else location.href = /** @type {HTMLFormElement} */ (the("form[role=search]")).action;
  });
}

/** The search script is fetched when a search box gets focus. @type {(form: HTMLElement) => void} */
function enableSearch(form) {
  const { kxSearchScript = "", kxMap = "" } = root.dataset;
  form.addEventListener("focusin", fetchSearch, { once: true });
  form.addEventListener("compositionstart", () => (form.dataset.composing = "1"));
  form.addEventListener("compositionend", () => delete form.dataset.composing);

  function fetchSearch() {
    fetchOnce(kxSearchScript).onerror = () => {
      form.addEventListener("focusin", fetchSearch, { once: true });
      sayOffline();
    };
  }

  function sayOffline() {
    if (form.querySelector(".kx-panel")) return;
    const panel = form.appendChild(el("p", "", "kx-panel"));
    panel.setAttribute("role", "alert");
    const link = el("a", "站点地图");
    link.href = kxMap;
    panel.append("搜索没有取到，请检查网络后再试，或者从", link, "找。");
    form.addEventListener("focusout", () => panel.remove(), { once: true });
  }
}

/** What copies for an official account is fetched when it is first asked for. @type {(button: HTMLElement) => void} */
function enableOfficial(button) {
  const fetchScript = () => {
    button.dataset.kxWanted = "";
    fetchOnce(root.dataset.kxOfficialScript || "").onerror = () => {
      const said = the("[role=status]", /** @type {HTMLElement} */ (button.parentNode));
      said.textContent = "没有取到，请检查网络后再按一次。";
      button.addEventListener("click", fetchScript, { once: true });
    };
  };
  button.addEventListener("click", fetchScript, { once: true });
}

/**
 * A script or a style sheet of ours, fetched when it is first needed; the element that asks for it.
 * @type {(address: string) => HTMLElement}
 */
function fetchOnce(address) {
  const asking = all("script, link").find((one) =>
    [one.getAttribute("src"), one.getAttribute("href")].includes(address),
  );
  if (asking) return asking;
  const made = /\.js$/.test(address)
    ? Object.assign(el("script"), { src: address })
    : Object.assign(el("link"), { rel: "stylesheet", href: address });
  made.addEventListener("error", () => made.remove());
  return document.head.appendChild(made);
}

/**
 * What switches 长者模式 where one is comes where it is on, and with the first switching; else the links lead to its home.
 * @type {() => void}
 */
function enableSenior() {
  const links = /** @type {HTMLAnchorElement[]} */ (all("a[data-kx-switch]"));
  const { kxSeniorScript = "", kxSeniorHome } = root.dataset;
  /* A page that the browser kept as it was may be of before the reader switched. */
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && (recall("senior") === "1") !== root.hasAttribute("data-kx-senior")) location.reload();
  });
  if (kxSeniorHome) return;
  if (root.dataset.kxSenior !== undefined) fetchOnce(kxSeniorScript);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      fetchOnce(kxSeniorScript).onerror = () => (location.href = link.href);
    });
  }
}

function enableScheme() {
  const dark = () => {
    if (root.dataset.kxScheme) return root.dataset.kxScheme === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  };
  for (const scheme of all("button[data-kx-scheme]")) {
    scheme.addEventListener("click", () => remember("scheme", dark() ? "light" : "dark"));
  }
}

/** webcal: and copying need the address the page is read at. @type {(box: HTMLElement) => void} */
function enableFeed(box) {
  const address = new URL(box.dataset.kxFeed || "", location.href);
  for (const webcal of all("[data-webcal]", box)) {
    /** @type {HTMLAnchorElement} */ (the("a", webcal)).href = address.href.replace(/^https?:/, "webcal:");
    webcal.hidden = false;
  }
  const copy = the("[data-copy]", box);
  copy.hidden = false;
  copies(the("button", copy), the("span", copy), () => address.href);
}

/* Paper cannot be unfolded: what is closed opens for the print and closes again. */
function prepareForPaper() {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = /** @type {HTMLDetailsElement[]} */ (all("details:not([open])"));
    for (const folded of opened) folded.open = true;
    for (const place of all("[data-kx-printed]")) place.textContent = " · 打印于 " + kxClock.today();
  });
  addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
    opened = [];
  });
}

/* A worker keeps the emergency pages for readers without a network; where the site has none, it goes. */
function enableOffline() {
  const workers = navigator.serviceWorker;
  if (!workers || location.protocol.slice(0, 4) !== "http") return;
  const script = new URL(root.dataset.kxWorker || "", location.href).href;
  const ignore = () => {
    /* refused by browser or server: the page stays as it is */
  };
  if (!root.hasAttribute("data-kx-offline")) {
    const ours = /** @type {(one: ServiceWorkerRegistration) => boolean} */ (
      ({ active }) => Boolean(active && active.scriptURL === script)
    );
    workers
      .getRegistrations()
      .then((found) => Promise.all(found.filter(ours).map(takeAway)))
      .catch(ignore);
  } else if (document.querySelector("[data-kx-keep]")) {
    workers.addEventListener("message", (event) => {
      if (event.data === "kept") for (const said of all("[data-kx-kept]")) said.hidden = false;
    });
    workers
      .register(script, { updateViaCache: "none" })
      .then(() => workers.ready)
      .then(({ active }) => active && active.postMessage("visited"))
      .catch(ignore);
  }
}

/** A worker and what it kept. @type {(registration: ServiceWorkerRegistration) => Promise<unknown>} */
async function takeAway(registration) {
  const prefix = CACHE_PREFIX + new URL(registration.scope).pathname + " ";
  await registration.unregister();
  const kept = (await caches.keys()).filter((name) => name.startsWith(prefix));
  return Promise.all(kept.map((name) => caches.delete(name)));
}
