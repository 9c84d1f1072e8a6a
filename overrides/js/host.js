/* What the program that shows the page can carry out. A control it cannot carry out gives way to one line that says
   what to do. */
const WECHAT = /MicroMessenger/i.test(navigator.userAgent);
/** @type {Record<Need, boolean>} */
const HOST = {
  print: !WECHAT && typeof window.print === "function",
  download: !WECHAT,
  webcal: !WECHAT && /^http/.test(location.protocol),
};
const WORDS = { print: "打印", download: "下载", webcal: "订阅日历" };
const WAY_OUT = WECHAT ? "点右上角“···”，选“在浏览器打开”" : "请用手机或电脑自带的浏览器打开这一页";
const BOXES = ".kx-take, .kx-subscribe, .kx-acts";
const FILES = /\.(?:ics|xlsx|csv|json|xml|txt)$/;

/**
 * A button that copies `address()`; where nothing can be copied, the address stands there to be held and selected.
 * @type {(button: HTMLElement, said: HTMLElement, address: () => string) => void}
 */
function copies(button, said, address) {
  const say = /** @type {(words: string) => void} */ ((words) => (said.textContent = words));
  button.addEventListener("click", () => {
    copyText(address()).then(
      () => say("已复制"),
      () => say(address()),
    );
  });
}

const pageAddress = () => location.href;

/**
 * The letter about a page gets the page's address where the site does not know its own. In WeChat, which sends no mail,
 * title and address can be copied.
 * @type {(box: HTMLElement) => void}
 */
function enableFeedback(box) {
  for (const link of /** @type {HTMLAnchorElement[]} */ (all("a[href^='mailto:']", box))) {
    const { kxPlace } = link.dataset;
    if (kxPlace !== undefined) {
      link.href = link.href.replace(encodeURI("地址：" + kxPlace), encodeURIComponent("地址：" + pageAddress()));
    }
    if (WECHAT) link.removeAttribute("href");
  }
  const copy = the("[data-kx-page-copy]", box);
  copy.hidden = !WECHAT;
  copies(the("button", copy), the("[aria-live]", copy), () => document.title + " " + pageAddress());
}

/**
 * Every control that prints, fetches a file or opens a calendar program, by what it needs.
 * @type {() => Map<HTMLElement, Need>}
 */
function demands() {
  const found = new Map();
  for (const control of all("[data-kx-print]")) found.set(control, "print");
  for (const control of all("[data-webcal]")) found.set(control, "webcal");
  for (const control of /** @type {HTMLAnchorElement[]} */ (all("main a[href]"))) {
    if (control.hasAttribute("download") || FILES.test(control.pathname)) found.set(control, "download");
  }
  return found;
}

/**
 * The words for what cannot be done in a place, and a button for the address.
 * @type {(missing: (Need)[]) => HTMLElement}
 */
function wayOut(missing) {
  const line = el("p", "", "kx-quiet kx-elsewhere");
  const cannot = missing.map((need) => WORDS[need]).join("和");
  line.append((WECHAT ? "微信里" : "这个程序里") + "不能" + cannot + "：" + WAY_OUT + "；或者 ");
  const button = el("button", "复制本页链接");
  const said = el("span");
  button.type = "button";
  said.setAttribute("aria-live", "polite");
  copies(button, said, pageAddress);
  line.append(button, " ", said);
  return line;
}

function replaceWhatCannotWork() {
  /** @type {Map<Element, { needs: Set<Need>, first: HTMLElement }>} */
  const places = new Map();
  for (const [control, need] of demands()) {
    if (HOST[need]) continue;
    const around = control.closest(BOXES + ", .kx-after, section, article, .kx-cols, .kx-wrap");
    const place = around || /** @type {Element} */ (control.parentNode);
    const here = places.get(place) || { needs: new Set(), first: control };
    places.set(place, here);
    here.needs.add(need);
    const item = /** @type {HTMLElement | null} */ (control.closest(BOXES) ? control.closest("li") : null);
    (item || control).hidden = need !== "download" || Boolean(control.closest(BOXES));
  }
  for (const [place, { needs, first }] of places) {
    const boxed = place.matches(BOXES);
    const block = boxed ? the("ul", place) : /** @type {Element} */ (first.closest("table, ul, p, div"));
    block.before(wayOut(Array.from(needs)));
  }
}
