/* Search, second part: what a query may mean. */

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
  const now = new Date(Date.now() + 8 * 3600 * 1000), year = now.getUTCFullYear(), month = now.getUTCMonth();
  const inYears = text.replace(/([去今明后])年/g, (said, word) => year + "去今明后".indexOf(word) - 1 + "年");
  return inYears.replace(/(上个?|这个?|本|下个?)月/g, (said, word) => (month + ({ 上: 11, 下: 1 }[word[0]] || 0)) % 12 + 1 + "月");
}

/* 5.12 and 3/22 as dates; 2.0 and 16.5 are none. */
const DOTTED = /^0?([1-9]|1[0-2])[./-]0?([1-9]|[12]\d|3[01])$/;

function dated(text) {
  return counted(text).replace(/(月)([一二三四五六七八九十]+|\d+)(?=$| )/g, "$1$2日")
    .replace(/[一二三四五六七八九十]+(?=[月日号])/g, figures).replace(/(月\d+)号/g, "$1日").replace(/(\d)月份/g, "$1月");
}

function folded(text) {
  return text.normalize("NFKC").toLowerCase()
    .replace(/[^\p{L}\p{N}%+.\-/:@_&#]+/gu, " ").replace(/(^| )[.\-/:&_]+|[.\-/:&_]+(?= |$)/g, " ").trim();
}

const squeezed = (text) => dated(folded(text)).replace(/ /g, "");
const wordsOf = (text) => folded(text).split(" ").filter(Boolean);
const isHan = (char) => /[\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u.test(char);

/* What a query may mean: as typed, with everyday words put into the plan's, with sounds put right. */

function reading(words, weight, how) {
  const runs = words.join(" ").replace(STOP, " ").split(" ").filter(Boolean);
  const asked = runs.length ? runs : words;
  return { words, runs: asked, whole: words.join(""), core: asked.join(""), weight, how, parts: asked.map(partsOf) };
}

/* Pairs and threes of characters; runs of Latin letters and figures count as one. */
function partsOf(run) {
  const units = run.match(/[a-z0-9%+.\-/:@_&#]+|[^a-z0-9%+.\-/:@_&#]/g) || [];
  const parts = units.filter((unit) => unit.length > 1);
  if (units.length === 1) return units;
  for (const size of [2, 3]) for (let at = 0; at + size <= units.length; at += 1) parts.push(units.slice(at, at + size).join(""));
  return parts;
}

function synonymous(data, words) {
  let texts = [[words.join(" "), 0]];
  const text = words.join(" "), whole = words.join("");
  if (data.pages.some((page) => page.names.includes(whole))) return []; /* a name means itself */
  for (let at = 0; at < text.length; at += 1) {
    let size = Math.min(data.longest, text.length - at);
    while (size > 0 && !data.means.has(text.slice(at, at + size))) size -= 1;
    if (!size) continue;
    const typed = text.slice(at, at + size);
    const more = [];
    for (const [known, count] of texts) for (const meant of data.means.get(typed)) if (!text.includes(meant)) more.push([known.replace(typed, " " + meant + " "), count + 1]);
    texts = texts.concat(more).slice(0, 24);
    at += size - 1;
  }
  return texts.slice(1).map(([changed, count]) => reading(changed.split(" ").filter(Boolean), Math.pow(0.94, count), "synonym"));
}

/* Sounds. A character sounds like another when a reading of one is a reading of the other; 平翘舌 and 前后鼻音 count as one. */

const blurred = (syllable) => syllable.replace(/^([zcs])h/, "$1").replace(/([aei])ng$/, "$1n");

function alike(sounds, a, b) {
  if (a === b) return true;
  const others = (sounds.get(b) || []).map(blurred);
  return (sounds.get(a) || []).some((syllable) => others.includes(blurred(syllable)));
}

function lexicon(data) {
  if (!data.lexicon) data.lexicon = Array.from(new Set([].concat(...data.pages.map((page) => page.names.concat(page.keys)), Array.from(data.means.keys())))).filter((name) => name.length > 1);
  return data.lexicon;
}

/* The longest stretch that is nowhere in the names but sounds like a part of one, put right; then what is left of it.
   Of a sentence only what sounds like a whole name of three characters or more, for half of it sounds like something. */
function corrected(data, sounds, run, sentence = run.length > 5) {
  for (let size = run.length; size > 1; size -= 1) {
    for (let at = 0; at + size <= run.length; at += 1) {
      const stretch = run.slice(at, at + size);
      if (data.everything.includes(stretch)) continue;
      const right = soundingLike(data, sounds, stretch, size === run.length, sentence);
      if (right) return (at ? corrected(data, sounds, run.slice(0, at), sentence) : "") + right + (at + size < run.length ? corrected(data, sounds, run.slice(at + size), sentence) : "");
    }
  }
  return run;
}

function soundingLike(data, sounds, stretch, wholeRun, sentence) {
  const chars = Array.from(stretch);
  if (!chars.every(isHan) || sentence && chars.length < 3) return "";
  let best = "", most = -1;
  for (const name of lexicon(data)) {
    for (let at = 0; at + chars.length <= name.length; at += 1) {
      if (!chars.every((char, index) => alike(sounds, char, name[at + index]))) continue;
      const same = chars.filter((char, index) => char === name[at + index]).length;
      const whole = name.length === chars.length;
      if (sentence && !whole) continue;
      if (!same && !(wholeRun && (whole || chars.length > 2))) continue;
      const value = same * 2 + (whole ? 1.5 : at === 0 ? 0.5 : 0);
      if (value > most) [best, most] = [name.substr(at, chars.length), value];
    }
  }
  return best;
}

/* Letters as pinyin: each character eats its whole syllable or its first letters; the last may be cut short. */
function spelled(sounds, name, from, letters, blur) {
  let best = null;
  (function eat(at, rest, full, short) {
    if (!rest) {
      const found = { end: at, mode: short && full ? 1 : short ? 2 : 3 };
      if (!best || found.mode > best.mode) best = found;
      return;
    }
    if (at >= name.length) return;
    for (const exact of sounds.get(name[at]) || [name[at]]) {
      const syllable = blur(exact);
      if (rest.startsWith(syllable)) eat(at + 1, rest.slice(syllable.length), full + 1, short);
      else if (full && rest.length > 1 && syllable.startsWith(rest)) eat(at + 1, "", full + 1, short);
      if (rest[0] === syllable[0] && syllable.length > 1) eat(at + 1, rest.slice(1), full, short + 1);
      if (/^[zcs]h/.test(rest) && syllable.startsWith(rest.slice(0, 2))) eat(at + 1, rest.slice(2), full, short + 1);
    }
  })(from, blur(letters), 0, 0);
  return best;
}

function pinyin(data, sounds, letters, blur = (text) => text) {
  const found = new Map();
  for (const name of lexicon(data)) {
    for (let at = 0; at < name.length; at += 1) {
      const match = isHan(name[at]) && spelled(sounds, name, at, letters, blur);
      if (!match || match.end - at < 2 && match.mode < 3) continue;
      const whole = at === 0 && match.end === name.length;
      const value = match.mode * 10 + (whole ? 6 : match.end === name.length ? 3 : at === 0 ? 2.5 : 0);
      const text = name.slice(at, match.end);
      const known = found.get(text) || { value: 0, count: 0 };
      found.set(text, { value: Math.max(known.value, value), count: known.count + 1 });
    }
  }
  const ranked = Array.from(found).sort((a, b) => b[1].value - a[1].value || b[1].count - a[1].count);
  const top = ranked.length ? ranked[0][1].value : 0;
  return ranked.filter(([, match]) => match.value > top - 8).slice(0, 6)
    .map(([text, match]) => ({ text, weight: 1 - (top - match.value) / 40, mode: match.value / 10 | 0 }));
}

/* What letters may spell, and what that means: as one word, with blurred initials, or each word by itself. */
function lettered(data, sounds, words) {
  let found = pinyin(data, sounds, words.join(""));
  if (!found.length && words.join("").length > 5) found = pinyin(data, sounds, words.join(""), (text) => text.replace(/([zcs])h/g, "$1"));
  if (!found.length && words.length > 1) {
    const each = words.map((word) => pinyin(data, sounds, word)[0]);
    found = each.every(Boolean) ? [{ text: each.map((match) => match.text).join(" "), weight: 0.95 }] : [];
  }
  const meanings = found.map(({ text, weight }) => synonymous(data, text.split(" ")).map((meant) => Object.assign(meant, { how: "pinyin", weight: meant.weight * weight * 0.85 })));
  return found.map(({ text, weight }) => reading(text.split(" "), weight, "pinyin")).concat(...meanings);
}
