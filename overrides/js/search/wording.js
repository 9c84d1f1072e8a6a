/* Search: what a query may mean. */

/* The steps that were taken since the page was opened. Tests hold them against the length of what was typed: whatever
   a stranger pastes, they stay below a bound. Every loop that grows with a query counts its turns here. */
const work = { steps: 0 };
/** @type {(steps: number) => void} */
const spend = (steps) => {
  work.steps += steps;
};

/* Text as it is compared: half-width, small letters, dates in figures, signs that no word holds as spaces. */

const NUMERALS = "零一二三四五六七八九";
const SIGNS = SYMBOLS.replace(/[-/]/g, "\\$&"); /* within the brackets of a pattern */
const NO_WORD = new RegExp("[^\\p{L}\\p{N}" + SIGNS + "]+", "gu");
const UNITS = new RegExp("[a-z0-9" + SIGNS + "]+|[^a-z0-9" + SIGNS + "]", "gu");

/** @type {(numeral: string) => string} */
function figures(numeral) {
  if (numeral.length > 3) return numeral;
  const [tens, ones] = numeral.includes("十") ? numeral.split("十") : ["", numeral];
  const ten = numeral.includes("十") ? (tens ? NUMERALS.indexOf(tens) : 1) * 10 : 0;
  return String(ten + (ones ? NUMERALS.indexOf(ones) : 0));
}

/** 明年 and 下个月 count from the day in China on which they are typed. @type {(text: string) => string} */
function counted(text) {
  const [year, month] = kxClock.today().split("-").map(Number);
  const inYears = text.replace(/([去今明后])年/g, (said, word) => year + "去今明后".indexOf(word) - 1 + "年");
  const steps = /** @type {(word: string) => number} */ ((word) => (word[0] === "上" ? 11 : word[0] === "下" ? 1 : 0));
  return inYears.replace(/(上个?|这个?|本|下个?)月/g, (said, word) => ((month - 1 + steps(word)) % 12) + 1 + "月");
}

/* 5.12 and 3/22 as dates; 2.0 and 16.5 are none. */
const DOTTED = /^0?([1-9]|1[0-2])[./-]0?([1-9]|[12]\d|3[01])$/;

/** @type {(text: string) => string} */
const dated = (text) =>
  counted(text)
    .replace(/(月)([一二三四五六七八九十]+|\d+)(?=$| )/g, "$1$2日")
    .replace(/[一二三四五六七八九十]+(?=[月日号])/g, figures)
    .replace(/(月\d+)号/g, "$1日")
    .replace(/(\d)月份/g, "$1月");

/** @type {(text: string) => string} */
const folded = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(NO_WORD, " ")
    .replace(/(^| )[.\-/:&_]+|[.\-/:&_]+(?= |$)/g, " ")
    .trim();

/** @type {(text: string) => string} */
const squeezed = (text) => dated(folded(text)).replace(/ /g, "");
/** A word holds a letter or a figure; signs alone are none. @type {(text: string) => string[]} */
const wordsOf = (text) =>
  folded(text)
    .split(" ")
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
/** @type {(char: string) => boolean} */
const isHan = (char) => /[\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u.test(char);

/* What a query may mean: as typed, with everyday words put into the plan's, with sounds put right. */

/**
 * Words that only ask, as 怎么办, are none of the words where there are others.
 * @type {(said: string[], weight: number, how: How) => Reading}
 */
function reading(said, weight, how) {
  const telling = said.filter((word) => word.replace(STOP, ""));
  const words = telling.length ? telling : said;
  const runs = words.join(" ").replace(STOP, " ").split(" ").filter(Boolean);
  const asked = runs.length ? runs : words;
  return { words, runs: asked, whole: said.join(""), core: asked.join(""), weight, how, parts: asked.map(partsOf) };
}

/** Pairs and threes of characters; runs of Latin letters and figures count as one. @type {(run: string) => string[]} */
function partsOf(run) {
  const units = run.match(UNITS) || [];
  const parts = units.filter((unit) => unit.length > 1);
  if (units.length === 1) return units;
  for (const size of [2, 3]) {
    for (let at = 0; at + size <= units.length; at += 1) parts.push(units.slice(at, at + size).join(""));
  }
  return parts;
}

/** Readings with everyday words put into the plan's. @type {(data: Data, words: string[]) => Reading[]} */
function synonymous(data, words) {
  const whole = words.join("");
  const text = data.means.has(whole) ? whole : words.join(" ");
  if (data.pages.some((page) => page.names.includes(whole))) return []; /* a name means itself */
  let texts = [{ text, count: 0 }];
  for (let at = 0; at < text.length; at += 1) {
    const typed = everyday(data, text, at);
    if (!typed) continue;
    const means = (data.means.get(typed) || []).filter((meant) => !text.includes(meant));
    const more = texts.map((known) =>
      means.map((meant) => ({ text: known.text.replace(typed, " " + meant + " "), count: known.count + 1 })),
    );
    texts = texts.concat(...more).slice(0, 24);
    at += typed.length - 1;
  }
  const weight = /** @type {(count: number) => number} */ ((count) => Math.pow(READINGS.synonym, count));
  return texts
    .slice(1)
    .map((changed) => reading(changed.text.split(" ").filter(Boolean), weight(changed.count), "synonym"));
}

/**
 * The longest of the words that people type that begins here; one of letters and figures stands by itself.
 * @type {(data: Data, text: string, at: number) => string}
 */
function everyday(data, text, at) {
  for (let size = Math.min(data.longest, text.length - at); size > 0; size -= 1) {
    spend(1);
    const typed = text.slice(at, at + size);
    if (data.means.has(typed) && !cuts(text, at, typed[0]) && !cuts(text, at + size, typed[size - 1])) return typed;
  }
  return "";
}

/**
 * Whether a place is within a run of letters and figures.
 * @type {(text: string, at: number, char: string) => boolean}
 */
const cuts = (text, at, char) =>
  /[a-z0-9]/.test(char) && /[a-z0-9][a-z0-9]/.test(text.slice(Math.max(0, at - 1), at + 1));
