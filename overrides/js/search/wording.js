/* Search: what a query may mean. */

/* The steps that were taken since the page was opened. Tests hold them against the length of what was typed: whatever
   a stranger pastes, they stay below a bound. Every loop that grows with a query counts its turns here. */
const work = { steps: 0 };
const spend = (steps) => {
  work.steps += steps;
};

/* Text as it is compared: half-width, small letters, dates in figures, signs that no word holds as spaces. */

const NUMERALS = "零一二三四五六七八九";

function figures(numeral) {
  if (numeral.length > 3) return numeral;
  const [tens, ones] = numeral.includes("十") ? numeral.split("十") : ["", numeral];
  const ten = numeral.includes("十") ? (tens ? NUMERALS.indexOf(tens) : 1) * 10 : 0;
  return String(ten + (ones ? NUMERALS.indexOf(ones) : 0));
}

/* 明年 and 下个月 count from the day in 咸安 on which they are typed. */
function counted(text) {
  const [year, month] = [Number(clock.today().slice(0, 4)), Number(clock.today().slice(5, 7)) - 1];
  const inYears = text.replace(/([去今明后])年/g, (said, word) => year + "去今明后".indexOf(word) - 1 + "年");
  return inYears.replace(
    /(上个?|这个?|本|下个?)月/g,
    (said, word) => ((month + ({ 上: 11, 下: 1 }[word[0]] || 0)) % 12) + 1 + "月",
  );
}

/* 5.12 and 3/22 as dates; 2.0 and 16.5 are none. */
const DOTTED = /^0?([1-9]|1[0-2])[./-]0?([1-9]|[12]\d|3[01])$/;

function dated(text) {
  return counted(text)
    .replace(/(月)([一二三四五六七八九十]+|\d+)(?=$| )/g, "$1$2日")
    .replace(/[一二三四五六七八九十]+(?=[月日号])/g, figures)
    .replace(/(月\d+)号/g, "$1日")
    .replace(/(\d)月份/g, "$1月");
}

function folded(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%+.\-/:@_&#]+/gu, " ")
    .replace(/(^| )[.\-/:&_]+|[.\-/:&_]+(?= |$)/g, " ")
    .trim();
}

const squeezed = (text) => dated(folded(text)).replace(/ /g, "");
/* A word holds a letter or a figure; signs alone are none. */
const wordsOf = (text) =>
  folded(text)
    .split(" ")
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
const isHan = (char) => /[\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u.test(char);

/* What a query may mean: as typed, with everyday words put into the plan's, with sounds put right. */

/* Words that only ask, as 怎么办, are none of the words where there are others. */
function reading(said, weight, how) {
  const telling = said.filter((word) => word.replace(STOP, ""));
  const words = telling.length ? telling : said;
  const runs = words.join(" ").replace(STOP, " ").split(" ").filter(Boolean);
  const asked = runs.length ? runs : words;
  return { words, runs: asked, whole: said.join(""), core: asked.join(""), weight, how, parts: asked.map(partsOf) };
}

/* Pairs and threes of characters; runs of Latin letters and figures count as one. */
function partsOf(run) {
  const units = run.match(/[a-z0-9%+.\-/:@_&#]+|[^a-z0-9%+.\-/:@_&#]/gu) || [];
  const parts = units.filter((unit) => unit.length > 1);
  if (units.length === 1) return units;
  for (const size of [2, 3])
    for (let at = 0; at + size <= units.length; at += 1) parts.push(units.slice(at, at + size).join(""));
  return parts;
}

function synonymous(data, words) {
  const whole = words.join(""),
    text = data.means.has(whole) ? whole : words.join(" ");
  if (data.pages.some((page) => page.names.includes(whole))) return []; /* a name means itself */
  let texts = [[text, 0]];
  for (let at = 0; at < text.length; at += 1) {
    const typed = everyday(data, text, at),
      size = typed.length;
    if (!size) continue;
    const more = [];
    for (const [known, count] of texts)
      for (const meant of data.means.get(typed))
        if (!text.includes(meant)) more.push([known.replace(typed, " " + meant + " "), count + 1]);
    texts = texts.concat(more).slice(0, 24);
    at += size - 1;
  }
  return texts
    .slice(1)
    .map(([changed, count]) => reading(changed.split(" ").filter(Boolean), Math.pow(0.94, count), "synonym"));
}

/* The longest of the words that people type that begins here; one of letters and figures stands by itself. */
function everyday(data, text, at) {
  for (let size = Math.min(data.longest, text.length - at); size > 0; size -= 1) {
    spend(1);
    const typed = text.slice(at, at + size);
    if (data.means.has(typed) && !(cuts(text, at, typed[0]) || cuts(text, at + size, typed[size - 1]))) return typed;
  }
  return "";
}

/* Whether a place is within a run of letters and figures. */
const cuts = (text, at, char) =>
  /[a-z0-9]/.test(char) && /[a-z0-9][a-z0-9]/.test(text.slice(Math.max(0, at - 1), at + 1));
