/* Search, fetched when what was typed stands nowhere: what sounds alike, and what letters spell. A character sounds
   like another when a reading of one is a reading of the other; 平翘舌 and 前后鼻音 count as one. */

/** @type {(data: HanziFile) => Hanzi} */
function sounded(data) {
  const pairs = Array.from(data.simplified);
  /** @type {Map<string, string[]>} */
  const exact = new Map();
  for (const syllable of Object.keys(data.syllables)) {
    for (const char of data.syllables[syllable]) exact.set(char, (exact.get(char) || []).concat(syllable));
  }
  const simple = new Map();
  for (let at = 0; at < pairs.length; at += 2) simple.set(pairs[at], pairs[at + 1]);
  const entries = Array.from(exact, ([char, syllables]) => [char, Array.from(new Set(syllables.map(blurred)))]);
  return { exact, blurred: new Map(/** @type {[string, string[]][]} */ (entries)), simple };
}

/**
 * What words mean once traditional characters, sounds or letters in them are put right.
 * @type {(data: Data, tables: Hanzi, query: string, typed: string[], plain: Reading[]) => Reading[]}
 */
function withSlipsRight(data, tables, query, typed, plain) {
  const simple = typed.map((word) => Array.from(word, (char) => tables.simple.get(char) || char).join(""));
  const changed = simple.join() !== typed.join();
  const readings = changed ? meanings(data, query, simple, "simplified") : plain;
  if (changed && simple.every((word) => data.everything.includes(word))) return readings;
  const letters = typed.map(plainLetters);
  if (spellsPinyin(letters)) return readings.concat(lettered(data, tables, letters));
  const each = simple.map((word) => reading([word], 1, "sound"));
  const right = each.map(({ runs }) => runs.map((run) => putRight(data, tables, run)).join(""));
  if (right.join() === each.map(({ core }) => core).join()) return readings;
  return readings.concat(reading(right, READINGS.sound, "sound"), synonymous(data, right));
}

/** @type {(syllable: string) => string} */
const blurred = (syllable) => syllable.replace(/^([zcs])h/, "$1").replace(/([aei])ng$/, "$1n");

/** @type {(tables: Hanzi, char: string) => string[]} */
const soundsOf = (tables, char) => tables.blurred.get(char) || [char];

/** @type {(tables: Hanzi, one: string, other: string) => boolean} */
function alike(tables, one, other) {
  if (one === other) return true;
  const others = soundsOf(tables, other);
  return soundsOf(tables, one).some((syllable) => others.includes(syllable));
}

/**
 * Where each pair of sounds stands in the names that slips are held against, and where each first letter.
 * @type {(data: Data, tables: Hanzi) => Lexicon}
 */
function lexicon(data, tables) {
  if (data.lexicon) return data.lexicon;
  const called = data.pages.map((page) => page.names.concat(page.keys));
  const words = new Set(called.concat(Array.from(data.means.keys())).flat());
  const names = Array.from(words, (name) => Array.from(name)).filter((name) => name.length > 1);
  const found = { pairs: new Map(), initials: new Map() };
  const put = /** @type {(places: Map<string, NamePlace[]>, key: string, place: NamePlace) => void} */ (
    (places, key, place) => {
      const known = places.get(key);
      if (known) known.push(place);
      else places.set(key, [place]);
    }
  );
  names.forEach((name, number) =>
    name.forEach((char, at) => {
      const place = { name, number, at };
      if (at + 1 < name.length) for (const pair of pairsOf(tables, char, name[at + 1])) put(found.pairs, pair, place);
      if (!isHan(char)) return;
      const letters = (tables.exact.get(char) || []).map((syllable) => syllable[0]);
      for (const letter of new Set(letters)) put(found.initials, letter, place);
    }),
  );
  data.lexicon = found;
  return found;
}

/** @type {(tables: Hanzi, one: string, other: string) => string[]} */
function pairsOf(tables, one, other) {
  const seconds = soundsOf(tables, other);
  return soundsOf(tables, one).flatMap((first) => seconds.map((second) => first + " " + second));
}

/**
 * The longest stretch that is nowhere in the names but sounds like a part of one, put right; then what is left of it.
 * Of a sentence only what sounds like a whole name of three characters or more, for half of it sounds like something.
 * @type {(data: Data, tables: Hanzi, run: string[], sentence?: boolean) => string[]}
 */
function corrected(data, tables, run, sentence = run.length > 5) {
  const part = /** @type {(from: number, to: number) => string[]} */ (
    (from, to) => (to > from ? corrected(data, tables, run.slice(from, to), sentence) : [])
  );
  for (let size = run.length; size > 1; size -= 1) {
    for (let at = 0; at + size <= run.length; at += 1) {
      const stretch = run.slice(at, at + size);
      spend(1);
      if (!stretch.every(isHan) || (sentence && size < 3) || data.everything.includes(stretch.join(""))) continue;
      const right = soundingLike(data, tables, stretch, size === run.length, sentence);
      if (right) return part(0, at).concat(right, part(at + size, run.length));
    }
  }
  return run;
}

/** @type {(data: Data, tables: Hanzi, chars: string[], wholeRun: boolean, sentence: boolean) => string[] | null} */
function soundingLike(data, tables, chars, wholeRun, sentence) {
  /** @type {NamePlace | null} */
  let best = null;
  let most = -1;
  const { pairs } = lexicon(data, tables);
  for (const place of pairsOf(tables, chars[0], chars[1]).flatMap((pair) => pairs.get(pair) || [])) {
    spend(1);
    const { name, number, at } = place;
    const whole = name.length === chars.length;
    if ((sentence && !whole) || at + chars.length > name.length) continue;
    if (!chars.every((char, index) => alike(tables, char, name[at + index]))) continue;
    const same = chars.filter((char, index) => char === name[at + index]).length;
    if (!same && !(wholeRun && (whole || chars.length > 2))) continue;
    const value = same * SOUNDS.same + (whole ? SOUNDS.whole : at === 0 ? SOUNDS.start : 0);
    if (value < most || (value === most && best && number >= best.number)) continue;
    most = value;
    best = place;
  }
  return best && best.name.slice(best.at, best.at + chars.length);
}

/**
 * What was typed with its slips put right, if that makes sense: as a name, as a part of one, or as a sentence around
 * one.
 * @type {(data: Data, tables: Hanzi, run: string) => string}
 */
function putRight(data, tables, run) {
  const chars = Array.from(run);
  if (data.everything.includes(run) || /\d[年月日]/.test(dated(run))) return run;
  const right = corrected(data, tables, chars).join("");
  return chars.length > 5 || data.everything.includes(right) || data.means.has(right) ? right : run;
}

/**
 * Letters as pinyin: each character eats its whole syllable or its first letters; the last may be cut short.
 * Gives where the name is left and how well it was spelled. A place in both that failed once is not tried again.
 * @type {(tables: Hanzi, name: string[], from: number, letters: string, blur: typeof unchanged) => Spelled | null}
 */
function spelled(tables, name, from, letters, blur) {
  const tried = new Set();
  /** @type {Spelled | null} */
  let best = null;
  const eat = /** @type {(at: number, left: number, full: number, short: number) => void} */ (
    (at, left, full, short) => {
      const state = at + " " + left + (full ? " f" : "") + (short ? " s" : "");
      if (tried.has(state)) return;
      tried.add(state);
      spend(1);
      const rest = letters.slice(letters.length - left);
      if (!rest) {
        const mode = short && full ? 1 : short ? 2 : 3;
        if (!best || mode > best.mode) best = { end: at, mode };
        return;
      }
      if (at >= name.length) return;
      for (const exact of tables.exact.get(name[at]) || [name[at]]) {
        const syllable = blur(exact);
        if (rest.startsWith(syllable)) eat(at + 1, left - syllable.length, full + 1, short);
        else if (full && rest.length > 1 && syllable.startsWith(rest)) eat(at + 1, 0, full + 1, short);
        if (rest[0] === syllable[0] && syllable.length > 1) eat(at + 1, left - 1, full, short + 1);
        if (/^[zcs]h/.test(rest) && syllable.startsWith(rest.slice(0, 2))) eat(at + 1, left - 2, full, short + 1);
      }
    }
  );
  eat(from, letters.length, 0, 0);
  return best;
}

/** @type {(text: string) => string} */
const unchanged = (text) => text;

/**
 * What letters may spell, and how sure that is.
 * @type {(data: Data, tables: Hanzi, typed: string, blur?: (text: string) => string) => { text: string, weight:
 *   number }[]}
 */
function pinyin(data, tables, typed, blur = unchanged) {
  const found = new Map();
  const letters = blur(typed);
  for (const { name, at } of lexicon(data, tables).initials.get(letters[0]) || []) {
    const match = spelled(tables, name, at, letters, blur);
    if (!match || (match.end - at < 2 && match.mode < 3)) continue;
    const atEnd = match.end === name.length;
    const ends = atEnd ? (at === 0 ? SOUNDS.wholeSpelled : SOUNDS.endSpelled) : at === 0 ? SOUNDS.startSpelled : 0;
    const text = name.slice(at, match.end).join("");
    const known = found.get(text) || { value: 0, count: 0 };
    found.set(text, { value: Math.max(known.value, match.mode * SOUNDS.mode + ends), count: known.count + 1 });
  }
  const ranked = Array.from(found).sort((a, b) => b[1].value - a[1].value || b[1].count - a[1].count);
  const top = ranked.length ? ranked[0][1].value : 0;
  return ranked
    .filter(([, match]) => match.value > top - SOUNDS.behind)
    .slice(0, 6)
    .map(([text, match]) => ({ text, weight: 1 - (top - match.value) / SOUNDS.doubt }));
}

/**
 * What letters may spell, and what that means, if only begun: as one word, with blurred initials, or each word by
 * itself.
 * @type {(data: Data, tables: Hanzi, words: string[]) => Reading[]}
 */
function lettered(data, tables, words) {
  const whole = words.join("");
  let found = pinyin(data, tables, whole);
  if (!found.length && whole.length > 5) {
    found = pinyin(data, tables, whole, (text) => text.replace(/([zcs])h/g, "$1"));
  }
  if (!found.length && words.length > 1) {
    const each = words.slice(0, 8).map((word) => pinyin(data, tables, word)[0]);
    const text = each.every(Boolean) ? each.map((match) => match.text).join(" ") : "";
    found = text ? [{ text, weight: READINGS.everyWord }] : [];
  }
  const meanings = found.flatMap(({ text, weight }) => {
    const begun = data.everything.includes(text) ? [] : inEveryday(data, text);
    const sure = weight * READINGS.pinyinMeant;
    return synonymous(data, text.split(" "))
      .concat(begun)
      .map((meant) => reweighed(meant, meant.weight * sure, "pinyin"));
  });
  return found.map(({ text, weight }) => reading(text.split(" "), weight, "pinyin")).concat(meanings);
}

/** @type {(meant: Reading, weight: number, how: How) => Reading} */
const reweighed = (meant, weight, how) => Object.assign(meant, { weight, how });
