/* Search, fetched where passages are shown: where words stand in the text of a page, and the address of the place. */

const ENDS = "。！？；：，、,;!?…" + BREAK;
const LINE = 24; /* characters from which a line says something by itself */
const LEADING = new RegExp("^[。！？；：，、,;!?" + BREAK + "）”’》\\s]+");
const TRAILING = new RegExp("[；：，、,;:" + BREAK + "\\s“‘（(《]+$");

/**
 * Where the line around a place begins and ends.
 * @type {(text: string, at: number, size: number) => [number, number]}
 */
function lineAround(text, at, size) {
  const next = text.indexOf(BREAK, at + size);
  return [text.lastIndexOf(BREAK, at) + 1, next < 0 ? text.length : next];
}

/**
 * A piece of text around a place in it, within its line if that says enough, cut where a clause begins and ends.
 * @type {(text: string, at: number, size: number) => string}
 */
function excerpt(text, at, size) {
  const [line, next] = lineAround(text, at, size);
  const last = next - line < LINE ? text.length : next;
  const within = /** @type {(place: number) => boolean} */ (
    (place) => /[a-z0-9]/i.test(text[place]) && /[a-z0-9]/i.test(text[place - 1])
  );
  let start = Math.max(line, at - 40);
  let end = Math.min(last, start + 120);
  if (start > line) while (start < at && !ENDS.includes(text[start - 1])) start += 1;
  if (start === at && at > line) start = Math.max(line, at - 12);
  while (start > line && within(start)) start -= 1;
  if (end < last) {
    let stop = end;
    while (stop > at + size && !ENDS.includes(text[stop])) stop -= 1;
    if (stop > at + size) end = stop;
    while (end < last && within(end)) end += 1;
  }
  const piece = text.slice(start, end).replace(LEADING, "").replace(TRAILING, "").split(BREAK).join(" ");
  return (start > line ? "…" : "") + piece + (end < last && !/[。！？]$/.test(piece) ? "…" : "");
}

/**
 * Where a word stands in a text: the first place in a line that says something, else the first of all.
 * @type {(text: string, word: string) => Place | null}
 */
function findIn(text, word) {
  const pattern = new RegExp(patternOf(word, "[\\s" + BREAK + "]?"), "gi");
  let first = null;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const found = { at: match.index, size: match[0].length, text: match[0] };
    const [line, next] = lineAround(text, found.at, found.size);
    if (next - line >= LINE) return found;
    first = first || found;
  }
  return first;
}

/** What the files with the words of pages are named by. @type {() => Promise<string[]>} */
const pageIds = () => once("ids", async () => json(PAGES_LIST + "." + (await names()).text.ids + ".json"));

/** The words of a page, and where its anchors stand in them. @type {(marked: string) => PageText} */
function restored(marked) {
  const anchors = [];
  let text = "";
  for (const [index, piece] of marked.split(new RegExp(ANCHOR_START + "(.*?)" + ANCHOR_END)).entries()) {
    if (index % 2) anchors.push({ id: piece, at: text.length });
    else text += piece;
  }
  return { text, anchors };
}

/**
 * The address of a passage: its nearest anchor, and its words for kernels that can find them.
 * @type {(url: string, page: PageText, found: Place) => string}
 */
function passage(url, page, found) {
  const before = page.anchors.filter((anchor) => anchor.at <= found.at).pop();
  const words = found.text.split(BREAK).join(" ").trim();
  const fragment = before && before.at > 0 ? before.id : "";
  if (!("fragmentDirective" in document)) return url + (fragment ? "#" + fragment : "");
  return url + "#" + fragment + ":~:text=" + encodeURIComponent(words).replace(/-/g, "%2D");
}

/**
 * Where the full text has the words, show the passage and lead to it.
 * @type {(entry: Entry, result: Result, typed: Reading, hit?: MeantHit) => Promise<void>}
 */
async function detail(entry, { page, meant }, typed, hit) {
  const title = page.title && squeezed(page.title);
  if (!hit || (title && typed.words.every((word) => title.includes(word)))) return;
  const path = TEXTS_FOLDER + (await pageIds())[page.number] + ".json";
  const known = named("text", await once(path, () => json(path)));
  const text = restored(known.marked);
  if (!entry.dataset.result) draw(entry, page, meant, typed, known);
  const proper = text.anchors.find((anchor) => anchor.id === TEXT_PROPER);
  const start = proper ? proper.at : 0;
  const rest = " ".repeat(start) + text.text.slice(start);
  const words = typed.words.concat(hit.meant.words, typed.runs, hit.meant.runs);
  const place = words.map((word) => findIn(rest, word)).find(Boolean);
  if (!place) return;
  const piece = excerpt(text.text, place.at, place.size);
  const shown = the("p", entry);
  shown.textContent = "";
  marked(shown, piece, wordsToMark(meant, typed, piece));
  linkOf(entry).href = passage(new URL(known.url, base).href, text, place);
}
