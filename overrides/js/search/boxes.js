/* Search: what all of its boxes share: keys, recent searches, and what is said of an answer. */

/* Recent searches stay on this device. */

const RECENT = "kx-recent";
const REMEMBERED = 8;

/** @type {() => string[]} */
function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
    return kept.filter((/** @type {unknown} */ words) => typeof words === "string").slice(0, REMEMBERED);
  } catch (error) {
    return [];
  }
}

/** Keeps words first among the recent ones; without words, forgets all. @type {(words: string | null) => void} */
function keep(words) {
  try {
    if (words === null) localStorage.removeItem(RECENT);
    else if (words && words.length <= LONGEST) {
      const others = recent().filter((known) => known !== words);
      localStorage.setItem(RECENT, JSON.stringify([words].concat(others).slice(0, REMEMBERED)));
    }
  } catch (error) {
    /* storage is closed: nothing is kept */
  }
}

/** Servers refuse addresses that are too long. @type {(words: string) => string} */
const inAddress = (words) => cutTo(words, READ / 2);
/** @type {(words: string) => string} */
const address = (words) => new URL(SEARCH_URL + "?q=" + encodeURIComponent(inAddress(words)), base).href;

/** @type {(box: HTMLElement) => void} */
function showRecent(box) {
  box.textContent = "";
  box.hidden = !recent().length;
  if (box.hidden) return;
  box.append("最近搜过");
  for (const words of recent()) box.append(" ", linkTo(address(words), words));
  const clear = el("button", "清除");
  clear.type = "button";
  clear.addEventListener("click", () => {
    keep(null);
    showRecent(box);
  });
  box.append(" ", clear);
}

/** @type {(address: string, text: string) => HTMLAnchorElement} */
const linkTo = (address, text) => Object.assign(el("a", text), { href: new URL(address, base).href });

/* Keys and input methods. While an input method composes, nothing is searched and Enter commits the candidate. */

/** @type {(event: KeyboardEvent) => boolean} */
const composes = (event) => event.isComposing || event.keyCode === 229;

/** @type {(input: HTMLInputElement, search: () => void) => void} */
function listen(input, search) {
  let wait = 0;
  const later = () => {
    clearTimeout(wait);
    wait = setTimeout(search, 0);
  };
  input.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && composes(event)) event.preventDefault();
  });
}

/**
 * Arrow keys go from the box through the results and back.
 * @type {(box: HTMLElement, input: HTMLElement, links: () => HTMLElement[]) => void}
 */
function walk(box, input, links) {
  box.addEventListener("keydown", (event) => {
    if (composes(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = [input].concat(links());
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = event.key === "Escape" && at !== 0 ? input : step && at >= 0 ? stops[at + step] : undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

const UNFETCHED = "搜索要用的文件没有取到，请检查网络后再试";

/** @type {(words: string) => string} */
const shortened = (words) => cutTo(words, 20) + (Array.from(words.slice(0, 50)).length > 20 ? "……" : "");

/** What is said of an answer with so many results. @type {(found: Answer, query: string, count: number) => string} */
const summary = (found, query, count) => inNumbers(found, query, count) + (found.cut || "");

/** @type {(found: Answer, query: string, count: number) => string} */
function inNumbers({ results, done, namesOnly }, query, count) {
  if (!count) return "没有找到“" + shortened(query) + "”。" + (done ? "" : "正在找正文……");
  const { how, words } = results[0].meant;
  const similar = results.some((result) => result.literal) ? "" : "，意思相近";
  const changed = how === "sound" || how === "pinyin" ? "，按“" + words.join(" ") + "”找的" : similar;
  return "找到 " + count + " 个页面" + changed + (namesOnly ? "（正文没有取到，只按名称找了）" : "") + "。";
}

/**
 * Where nobody has written about what was asked: that it is so, whom to call, and the nearest topic, named as such.
 * Above an article that speaks of it only whom to call.
 * @type {(place: HTMLElement, missing?: Missing | null) => void}
 */
function sayUnwritten(place, missing) {
  place.textContent = "";
  place.hidden = !missing || Boolean(missing.told && !missing.call);
  if (!missing || place.hidden) return;
  const { typed, call, page, mentioned, told } = missing;
  place.append("“" + typed + "”：" + (told ? "" : "没有这方面的文章。"));
  if (call) place.append("情况紧急，请打 ", linkTo("tel:" + call, call), "。");
  if (told) return;
  if (page) place.append("最接近的主题：", linkTo(page.url || "", page.title || ""), "。");
  if (mentioned) place.append("后面的页面只是提到这个词。");
}
