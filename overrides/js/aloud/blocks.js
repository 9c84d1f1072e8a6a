/* What of a page is read, in order: the text of each block, cut into what is spoken at a time. */
const SPOKEN_BLOCKS =
  "p, li, h1, h2, h3, h4, dt, dd, td, th, caption, figcaption, summary, pre, div, section, article, header, .kx-dial";
const SILENT =
  "script, style, svg, button, select, sup, [hidden], [aria-hidden=true], [data-kx-others], " +
  ".kx-listen, .kx-licence, .kx-acts, .kx-line";

/**
 * The pieces of a box, or of the parts of it that are marked for reading. What is folded or hidden is left out.
 * @type {(box: HTMLElement) => Piece[]}
 */
function piecesOf(box) {
  const regions = all("[data-kx-read]", box);
  return (regions.length ? regions : [box]).flatMap(textsOf).flatMap(cutText);
}

/** The text nodes of each block. @type {(region: HTMLElement) => Text[][]} */
function textsOf(region) {
  const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
  /** @type {Text[][]} */
  const found = [];
  /** @type {Element | null} */
  let block = null;
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const around = /** @type {Element} */ (node.parentElement);
    if (!node.data.trim() || around.closest(SILENT) || !around.getClientRects().length) continue;
    const here = around.closest(SPOKEN_BLOCKS);
    if (here !== block || !found.length) found.push([]);
    block = here;
    found[found.length - 1].push(node);
  }
  return found;
}

/** A block as pieces, each in elements of its own that can be marked. @type {(texts: Text[]) => Piece[]} */
function cutText(texts) {
  const pieces = sentencesOf(texts.map(({ data }) => data).join("")).map(([from, to]) => ({
    ...{ from, to },
    words: "",
    marks: /** @type {HTMLElement[]} */ ([]),
  }));
  let start = 0;
  for (const text of texts) {
    const end = start + text.data.length;
    const here = pieces.filter(({ from, to }) => from < end && to > start);
    let rest = text;
    let at = start;
    for (const piece of here) {
      const from = Math.max(piece.from, start);
      const to = Math.min(piece.to, end);
      if (from > at) rest = rest.splitText(from - at);
      at = to;
      const next = to < end ? rest.splitText(to - from) : rest;
      piece.words +=
        rest.parentElement && rest.parentElement.closest("a[href^='tel:']") ? saidDigits(rest.data) : rest.data;
      piece.marks.push(wrapped(rest));
      rest = next;
    }
    start = end;
  }
  return pieces.filter(({ words }) => spoken(words));
}

/** What dials is read digit by digit. @type {(words: string) => string} */
const saidDigits = (words) => words.replace(/[\d-]*\d/g, saidPhone);

/** @type {(text: Text) => HTMLElement} */
function wrapped(text) {
  const mark = document.createElement("kx-said"); /* no style of ours or of an author speaks of it */
  text.replaceWith(mark);
  mark.append(text);
  return mark;
}

/** The page as it was before. @type {(pieces: Piece[]) => void} */
function unwrap(pieces) {
  for (const mark of pieces.flatMap(({ marks }) => marks)) {
    const around = mark.parentNode;
    mark.replaceWith(...Array.from(mark.childNodes));
    if (around) around.normalize();
  }
}
