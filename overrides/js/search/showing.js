/* Search: a result with its words marked, and its address. */

/**
 * A pattern of a word, with what may stand between its characters.
 * @type {(word: string, between: string) => string}
 */
const patternOf = (word, between) =>
  Array.from(word, (char) => char.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")).join(between);

/** @type {(element: HTMLElement, text: string, words: string[]) => void} */
function marked(element, text, words) {
  const pattern = words.map((word) => patternOf(word, "\\s?")).join("|");
  const parts = pattern ? text.split(new RegExp("(" + pattern + ")", "gi")) : [text];
  element.append(...parts.map((part, index) => (index % 2 ? el("mark", part) : part)));
}

/**
 * The words to mark: those typed; where the page has none of them, those they were read as.
 * @type {(meant: Reading, typed: Reading, text: string) => string[]}
 */
function wordsToMark(meant, typed, text) {
  const plain = squeezed(text);
  const stand = /** @type {(words: string[]) => string[]} */ ((words) => words.filter((word) => plain.includes(word)));
  const long = /** @type {(words: string[]) => string[]} */ ((words) => stand(words).filter((word) => word.length > 1));
  const parts = typed.parts.concat(meant.parts).flat();
  const telling = parts.filter((part) => part.replace(STOP, ""));
  const choices = [stand(typed.words), long(typed.runs), stand(meant.words.concat(meant.runs)), long(telling)];
  return choices.find((words) => words.length) || [];
}

/**
 * What is known of a result before its text has come.
 * @type {(result: Result, typed: Reading, position: number) => Entry}
 */
function item({ page, meant, named }, typed, position) {
  const entry = el("li");
  const link = el("a");
  const words = el("p");
  entry.append(link, " ", el("small"), words);
  draw(entry, page, meant, typed, page);
  if (position === 0 && page.kind === "unit" && named >= WEIGHTS.otherName) {
    link.appendChild(el("span", "查看职责", "kx-chip kx-chip--lead"));
  }
  return entry;
}

/**
 * The name and the place of a page.
 * @type {(entry: Entry, page: IndexedPage, meant: Reading, typed: Reading, known: { url: string | null, title: string |
 *   null }) => void}
 */
function draw(entry, page, meant, typed, { url, title }) {
  if (url === null || title === null) return;
  const link = linkOf(entry);
  const kind = CAPTIONS[page.kind];
  entry.dataset.result = url;
  link.textContent = "";
  marked(link, title, wordsToMark(meant, typed, title));
  link.href = new URL(url, base).href;
  const trail = page.trail && page.trail !== kind ? " · " + page.trail : "";
  the("small", entry).textContent = kind + trail + (page.archived ? " · 存档" : "");
}

/** @type {(entry: HTMLElement) => HTMLAnchorElement} */
const linkOf = (entry) => /** @type {HTMLAnchorElement} */ (entry.firstChild);

/**
 * Results into a list. Those already shown for these words stay where they are, and so does the reader's place.
 * @type {(list: ResultList, results: Result[], typed?: Reading) => Entry[]}
 */
function lay(list, results, typed) {
  if (!typed) {
    empty(list);
    return []; /* nothing but signs was typed */
  }
  const shown = (list.shownFor === typed.whole && list.shown) || new Map();
  const reader = list.contains(document.activeElement) && /** @type {Element} */ (document.activeElement).closest("li");
  const read = reader && reader.dataset.result;
  list.busy = true; /* what is taken away loses focus; that is not the reader leaving */
  list.shownFor = typed.whole;
  list.shown = new Map();
  for (const [index, result] of results.entries()) {
    const entry = shown.get(result.page) || item(result, typed, index);
    list.shown.set(result.page, entry);
    if (list.children[index] !== entry) list.insertBefore(entry, list.children[index] || null);
  }
  const entries = /** @type {Entry[]} */ (Array.from(list.children));
  for (const left of entries.splice(results.length)) left.remove();
  list.busy = false;
  if (read && !list.contains(document.activeElement)) {
    const again = entries.find((entry) => entry.dataset.result === read) || entries[0];
    if (again) linkOf(again).focus();
  }
  return entries;
}

/** @type {(list: ResultList) => void} */
function empty(list) {
  list.textContent = list.shownFor = "";
}
