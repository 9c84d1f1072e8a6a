/* Search: a result with its words marked, its passage and its address. */

const el = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (name) made.className = name;
  return made;
};

function marked(element, text, words) {
  const pattern = words
    .map((word) => Array.from(word, (char) => char.replace(/[.*+?^${}()|[\]\\\/-]/g, "\\$&")).join("\\s?"))
    .join("|");
  const parts = pattern ? text.split(new RegExp("(" + pattern + ")", "gi")) : [text];
  parts.forEach((part, index) => element.appendChild(index % 2 ? el("mark", part) : document.createTextNode(part)));
}

/* The words to mark: those typed; where the page has none of them, those they were read as. */
function wordsToMark(result, typed, text) {
  const tells = (word) => word.replace(STOP, "");
  const plain = squeezed(text),
    stands = (word) => plain.includes(word);
  const here = typed.words.filter(stands);
  if (here.length) return here;
  const there = typed.runs.filter((word) => word.length > 1 && stands(word));
  if (there.length) return there;
  const meant = result.meant.words.concat(result.meant.runs).filter(stands);
  return meant.length
    ? meant
    : []
        .concat(...typed.parts.concat(result.meant.parts))
        .filter((part) => part.length > 1 && tells(part) && stands(part));
}

const ENDS = "。！？；：，、,;!?¶…";

/* A piece of text around a place in it, within its line if that says enough, cut where a clause begins and ends. */
function excerpt(text, at, size) {
  const next = text.indexOf("¶", at + size),
    line = text.lastIndexOf("¶", at) + 1;
  const last = next < 0 || next - line < 24 ? text.length : next;
  let start = Math.max(line, at - 40),
    end = Math.min(last, start + 120);
  if (start > line) while (start < at && !ENDS.includes(text[start - 1])) start += 1;
  if (start === at && at > line) start = Math.max(line, at - 12);
  while (start > line && /[a-z0-9]/i.test(text[start]) && /[a-z0-9]/i.test(text[start - 1])) start -= 1;
  if (end < last) {
    let stop = end;
    while (stop > at + size && !ENDS.includes(text[stop])) stop -= 1;
    if (stop > at + size) end = stop;
    while (end < last && /[a-z0-9]/i.test(text[end]) && /[a-z0-9]/i.test(text[end - 1])) end += 1;
  }
  const piece = text
    .slice(start, end)
    .replace(/^[。！？；：，、,;!?¶）”’》\s]+/, "")
    .replace(/[；：，、,;:¶\s“‘（(《]+$/, "")
    .replace(/¶/g, " ");
  return (start > line ? "…" : "") + piece + (end < last && !/[。！？]$/.test(piece) ? "…" : "");
}

/* Where a word stands in a text: the first place in a line that says something, else the first of all. */
function findIn(text, word) {
  const pattern = new RegExp(
    Array.from(word, (char) => char.replace(/[.*+?^${}()|[\]\\\/-]/g, "\\$&")).join("[\\s¶]?"),
    "gi",
  );
  let first = null,
    match;
  while ((match = pattern.exec(text))) {
    const found = { at: match.index, size: match[0].length, text: match[0] };
    const end = text.indexOf("¶", found.at + found.size);
    if ((end < 0 ? text.length : end) - text.lastIndexOf("¶", found.at) > 24) return found;
    first = first || found;
  }
  return first;
}

/* The words of a page, and where its anchors stand in them. */
function restored(marked) {
  const anchors = [];
  let text = "";
  marked.split(/\ue000(.*?)\ue001/).forEach((piece, index) => {
    if (index % 2) anchors.push({ id: piece, at: text.length });
    else text += piece;
  });
  return { text, anchors };
}

/* The address of a passage: its nearest anchor, and its words for kernels that can find them. */
function passage(url, page, found) {
  const before = page.anchors.filter((anchor) => anchor.at <= found.at).pop();
  const words = found.text.replace(/¶/g, " ").trim();
  const fragment = before && before.at > 0 ? before.id : "";
  if ("fragmentDirective" in document)
    return url + "#" + fragment + ":~:text=" + encodeURIComponent(words).replace(/-/g, "%2D");
  return url + (fragment ? "#" + fragment : "");
}

function item(result, typed, position) {
  const entry = el("li");
  const link = el("a");
  const where = el("small");
  const words = el("p");
  entry.append(link, " ", where);
  draw(entry, result, typed, { title: result.page.title, url: result.page.url });
  if (position === 0 && result.page.kind === "单位" && result.named >= 92) {
    link.appendChild(el("span", "查看职责", "kx-chip kx-chip--lead"));
  }
  entry.appendChild(words);
  const about = result.page.about;
  if (about) marked(words, about.length > 90 ? excerpt(about, 0, 0) : about, wordsToMark(result, typed, about));
  return entry;
}

function draw(entry, result, typed, known) {
  if (known.url === undefined) return;
  const link = entry.firstChild,
    page = result.page;
  entry.dataset.result = known.url;
  link.textContent = "";
  marked(link, known.title, wordsToMark(result, typed, known.title));
  link.href = new URL(known.url, base).href;
  entry.children[1].textContent =
    page.kind + (page.trail && page.trail !== page.kind ? " · " + page.trail : "") + (page.archived ? " · 存档" : "");
}

/* Results into a list. Those already shown for these words stay where they are, and so does the reader's place. */
function lay(list, results, typed) {
  if (!typed) {
    empty(list);
    return [];
  } /* nothing but signs was typed */
  const shown = list.shownFor === typed.whole ? list.shown : new Map();
  const reader = list.contains(document.activeElement) && document.activeElement.closest("li").dataset.result;
  list.busy = true; /* what is taken away loses focus; that is not the reader leaving */
  [list.shownFor, list.shown] = [typed.whole, new Map()];
  results.forEach((result, index) => {
    const entry = shown.get(result.page) || item(result, typed, index);
    list.shown.set(result.page, entry);
    if (list.children[index] !== entry) list.insertBefore(entry, list.children[index] || null);
  });
  while (list.children.length > results.length) list.removeChild(list.lastChild);
  list.busy = false;
  const entries = Array.from(list.children);
  if (reader && !list.contains(document.activeElement)) {
    const again = entries.find((entry) => entry.dataset.result === reader) || entries[0];
    if (again) again.firstChild.focus();
  }
  return entries;
}

function empty(list) {
  list.textContent = list.shownFor = "";
}

/* Where the full text has the words, show the passage and lead to it. */
async function detail(entry, result, typed, hit) {
  const title = result.page.title && squeezed(result.page.title);
  if (!hit || (title && typed.words.every((word) => title.includes(word)))) return;
  const path = "search/pages/" + result.page.id + ".json";
  const [url, name, marks] = await once(path, () => json(path));
  const page = restored(marks);
  if (!entry.dataset.result) draw(entry, result, typed, { url, title: name });
  const body = page.anchors.find((anchor) => anchor.id === "main") || { at: 0 };
  const rest = " ".repeat(body.at) + page.text.slice(body.at);
  const words = typed.words.concat(hit.meant.words, typed.runs, hit.meant.runs);
  const place = words.map((word) => findIn(rest, word)).find(Boolean);
  if (!place) return;
  const text = entry.lastChild;
  text.textContent = "";
  const piece = excerpt(page.text, place.at, place.size);
  marked(text, piece, wordsToMark(Object.assign({ meant: hit.meant }, result), typed, piece));
  entry.firstChild.href = passage(new URL(url, base).href, page, place);
}
