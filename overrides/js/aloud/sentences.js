/* Text into what is spoken at a time. Some browsers fall silent after 14 seconds (Chromium with voices from the
   network), so that no piece is longer than a voice reads in that time. */
const MOST_SPOKEN = 60; /* characters */
const MOST_WRITTEN = 40; /* of a run without a comma */

/** Up to a sign of punctuation that stands between no digits, and the brackets and quotes that close with it. */
const PIECE = /.*?(?:[，。；！？、：…]+|[,;:!?](?!\d)|$)[”’」』）)》】\s]*/gs;
const SENTENCE_END = /[。；！？!?;…][”’」』）)》】\s]*$/;

/**
 * Where the pieces of a text begin and end, in order; together they are the text.
 * @type {(text: string) => [number, number][]}
 */
function sentencesOf(text) {
  /** @type {[number, number][]} */
  const found = [];
  let start = 0;
  let end = 0;
  for (const piece of (text.match(PIECE) || []).flatMap(cutHard)) {
    const fits = spoken(text.slice(start, end + piece.length)).length <= MOST_SPOKEN;
    if (end > start && (SENTENCE_END.test(text.slice(start, end)) || !fits)) {
      found.push([start, end]);
      start = end;
    }
    end += piece.length;
  }
  if (end > start) found.push([start, end]);
  return found.filter(([from, to]) => text.slice(from, to).trim());
}

/** A run without a comma, cut where it has no digits and no letters. @type {(piece: string) => string[]} */
function cutHard(piece) {
  if (piece.length <= MOST_WRITTEN) return piece ? [piece] : [];
  let at = MOST_WRITTEN;
  while (at > 1 && /[\w.:/%-]{2}/.test(piece.slice(at - 1, at + 1))) at -= 1;
  if (at === 1) at = MOST_WRITTEN;
  return [piece.slice(0, at), ...cutHard(piece.slice(at))];
}
