/* Search: what all of its boxes share: keys, recent searches, and what is said of an answer. */

/* Recent searches stay on this device. */

function recent() {
  try {
    return JSON.parse(localStorage.getItem("kx-recent") || "[]")
      .filter((words) => typeof words === "string")
      .slice(0, 8);
  } catch (error) {
    return [];
  }
}

function keep(words) {
  try {
    if (words === null) localStorage.removeItem("kx-recent");
    else if (words && words.length <= LONGEST)
      localStorage.setItem(
        "kx-recent",
        JSON.stringify([words].concat(recent().filter((known) => known !== words)).slice(0, 8)),
      );
  } catch (error) {
    /* storage is closed: nothing is kept */
  }
}

const inAddress = (words) => cutTo(words, READ / 2); /* servers refuse addresses that are too long */
const address = (words) => new URL("search/?q=" + encodeURIComponent(inAddress(words)), base).href;

function showRecent(box) {
  box.textContent = "";
  box.hidden = !recent().length;
  if (box.hidden) return;
  box.append("最近搜过");
  for (const words of recent()) {
    const link = el("a", words);
    link.href = address(words);
    box.append(" ", link);
  }
  const clear = el("button", "清除");
  clear.type = "button";
  clear.addEventListener("click", () => {
    keep(null);
    showRecent(box);
  });
  box.append(" ", clear);
}

/* Keys and input methods. While an input method composes, nothing is searched and Enter commits the candidate. */

function listen(input, search) {
  let wait;
  const later = () => {
    clearTimeout(wait);
    wait = setTimeout(search, 0);
  };
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  });
}

/* Arrow keys go from the box through the results and back. */
function walk(box, input, links) {
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && document.activeElement !== input) {
      input.focus();
      event.preventDefault();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input].concat(links());
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0 || !stops[at + step]) return;
    event.preventDefault();
    stops[at + step].focus();
  });
}

const UNFETCHED = "搜索要用的文件没有取到，请检查网络后再试";
const FETCHING = "网络慢，搜索要用的文件还在取。";
const SLOW = 3000; /* milliseconds without an answer after which the reader is told */
const UNREADABLE = "地址里的搜索词认不出来，请在上面重新输入。";

const shortened = (words) => cutTo(words, 20) + (Array.from(words.slice(0, 50)).length > 20 ? "……" : "");

function summary(found, query, count) {
  return inNumbers(found, query, count) + (found.cut || "");
}

function inNumbers(found, query, count) {
  if (!count) return "没有找到“" + shortened(query) + "”。" + (found.done ? "" : "正在找正文……");
  const best = found.results[0];
  const changed = best && (best.meant.how === "sound" || best.meant.how === "pinyin");
  const how = changed
    ? "，按“" + best.meant.words.join(" ") + "”找的"
    : found.results.some((result) => result.literal)
      ? ""
      : "，意思相近";
  return "找到 " + count + " 个页面" + how + (found.namesOnly ? "（正文没有取到，只按名称找了）" : "") + "。";
}

/* Where nobody has written about what was asked: that it is so, whom to call, and the nearest topic, named as such. Above
   an article that speaks of it only whom to call. */
function sayUnwritten(place, missing) {
  place.textContent = "";
  place.hidden = !missing || (missing.told && !missing.call);
  if (place.hidden) return;
  place.append("“" + missing.typed + "”：", missing.told ? "" : "没有这方面的文章。");
  if (missing.call) {
    const call = el("a", missing.call);
    call.href = "tel:" + missing.call;
    place.append("情况紧急，请打 ", call, "。");
  }
  if (missing.told) return;
  if (missing.page) {
    const topic = el("a", missing.page.title);
    topic.href = new URL(missing.page.url, base).href;
    place.append("最接近的主题：", topic, "。");
  }
  if (missing.mentioned) place.append("后面的页面只是提到这个词。");
}

/* The query of an address. Links from old systems have it in the codes of GBK; an address that was cut off ends anywhere.
   Null if it is neither. */
function fromAddress(search) {
  const pair = search
    .slice(1, 20000)
    .split("&")
    .find((part) => /^q=/.test(part));
  if (!pair) return "";
  const bytes = [],
    text = pair.slice(2).replace(/\+/g, " ");
  for (const code of text.match(/%[0-9a-f]{2}|[^%]+|%/gi) || []) {
    if (code.length === 3 && code[0] === "%") bytes.push(parseInt(code.slice(1), 16));
    else bytes.push(...new TextEncoder().encode(code));
  }
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(new Uint8Array(bytes), { stream: true });
    } catch (error) {
      /* not in these codes */
    }
  }
  return null;
}
