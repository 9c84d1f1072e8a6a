/* What the program that shows the page can carry out. A control it cannot carry out gives way to one line that says what to do. */
const WECHAT = /MicroMessenger/i.test(navigator.userAgent);
const HOST = {
  print: !WECHAT && typeof window.print === "function",
  download: !WECHAT,
  webcal: !WECHAT && /^http/.test(location.protocol),
};
const WORDS = { print: "打印", download: "下载", webcal: "订阅日历" };
const WAY_OUT = WECHAT ? "点右上角“···”，选“在浏览器打开”" : "请用手机或电脑自带的浏览器打开这一页";
const FILES = /\.(?:ics|xlsx|csv|json|xml|txt)$/;

/* Onto the clipboard, by whichever way there is; the promise fails where there is none. */
function copyText(text) {
  const byHand = () => {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "kx-hidden";
    document.body.appendChild(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("no clipboard"));
  };
  return navigator.clipboard ? navigator.clipboard.writeText(text).catch(byHand) : byHand();
}

/* A button that copies `address()`; where nothing can be copied, the address stands there to be held and selected. */
function copies(button, said, address) {
  button.addEventListener("click", () => {
    copyText(address()).then(
      () => {
        said.textContent = "已复制";
      },
      () => {
        said.textContent = address();
      },
    );
  });
}

function pageAddress() {
  return location.href;
}

/* Every control that prints, fetches a file or opens a calendar program: what it needs, and the control. */
function demands() {
  const found = [];
  for (const control of document.querySelectorAll("[data-kx-print]")) found.push(["print", control]);
  for (const control of document.querySelectorAll("[data-webcal]")) found.push(["webcal", control]);
  for (const control of document.querySelectorAll("main a[href]")) {
    if (control.hasAttribute("download") || FILES.test(control.pathname)) found.push(["download", control]);
  }
  return found;
}

/* The words for what cannot be done in a place, and a button for the address. */
function wayOut(missing) {
  const line = document.createElement("p");
  line.className = "kx-quiet kx-elsewhere";
  line.append(
    (WECHAT ? "微信里" : "这个程序里") +
      "不能" +
      missing.map((need) => WORDS[need]).join("和") +
      "：" +
      WAY_OUT +
      "；或者 ",
  );
  const button = document.createElement("button"),
    said = document.createElement("span");
  button.type = "button";
  button.textContent = "复制本页链接";
  said.setAttribute("aria-live", "polite");
  copies(button, said, pageAddress);
  line.append(button, " ", said);
  return line;
}

function replaceWhatCannotWork() {
  const places = new Map();
  for (const [need, control] of demands()) {
    if (HOST[need]) continue;
    const place =
      control.closest(".kx-take, .kx-subscribe, .kx-after, section, article, .kx-cols, .kx-wrap") || control.parentNode;
    if (!places.has(place)) places.set(place, { needs: [], first: control });
    if (places.get(place).needs.indexOf(need) < 0) places.get(place).needs.push(need);
    (control.closest(".kx-take li, .kx-subscribe li") || control).hidden =
      need !== "download" || Boolean(control.closest(".kx-take, .kx-subscribe"));
  }
  for (const [place, { needs, first }] of places) {
    const boxed = place.matches(".kx-take, .kx-subscribe");
    const block = boxed ? place.querySelector("ul") : first.closest("table, ul, p, div");
    block.parentNode.insertBefore(wayOut(needs), block);
  }
}
