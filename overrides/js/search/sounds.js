/* Search: what sounds alike, and what letters spell. A character sounds like another when a reading of one is a reading
   of the other; 平翘舌 and 前后鼻音 count as one. */

const blurred = (syllable) => syllable.replace(/^([zcs])h/, "$1").replace(/([aei])ng$/, "$1n");

const soundsOf = (sounds, char) => sounds.blurred.get(char) || [char];

function alike(sounds, a, b) {
  if (a === b) return true;
  const others = soundsOf(sounds, b);
  return soundsOf(sounds, a).some((syllable) => others.includes(syllable));
}

/* Where each pair of sounds stands in the names that slips are held against, and where each first letter. */
function lexicon(data, sounds) {
  if (data.lexicon) return data.lexicon;
  const words = new Set(
    [].concat(...data.pages.map((page) => page.names.concat(page.keys)), Array.from(data.means.keys())),
  );
  const names = Array.from(words, (name) => Array.from(name)).filter((name) => name.length > 1);
  const pairs = new Map(),
    initials = new Map();
  const put = (places, key, place) => {
    if (places.has(key)) places.get(key).push(place);
    else places.set(key, [place]);
  };
  names.forEach((name, number) =>
    name.forEach((char, at) => {
      const place = { name, number, at };
      if (at + 1 < name.length) for (const pair of pairsOf(sounds, char, name[at + 1])) put(pairs, pair, place);
      if (isHan(char))
        for (const letter of new Set((sounds.get(char) || []).map((syllable) => syllable[0])))
          put(initials, letter, place);
    }),
  );
  data.lexicon = { pairs, initials };
  return data.lexicon;
}

function pairsOf(sounds, one, other) {
  const seconds = soundsOf(sounds, other);
  return [].concat(...soundsOf(sounds, one).map((first) => seconds.map((second) => first + " " + second)));
}

/* The longest stretch that is nowhere in the names but sounds like a part of one, put right; then what is left of it.
   Of a sentence only what sounds like a whole name of three characters or more, for half of it sounds like something. */
function corrected(data, sounds, run, sentence = run.length > 5) {
  const part = (from, to) => (to > from ? corrected(data, sounds, run.slice(from, to), sentence) : []);
  for (let size = run.length; size > 1; size -= 1) {
    for (let at = 0; at + size <= run.length; at += 1) {
      const stretch = run.slice(at, at + size);
      spend(1);
      if (!stretch.every(isHan) || (sentence && size < 3) || data.everything.includes(stretch.join(""))) continue;
      const right = soundingLike(data, sounds, stretch, size === run.length, sentence);
      if (right) return part(0, at).concat(right, part(at + size, run.length));
    }
  }
  return run;
}

function soundingLike(data, sounds, chars, wholeRun, sentence) {
  let best = null,
    most = -1;
  const places = [].concat(
    ...pairsOf(sounds, chars[0], chars[1]).map((pair) => lexicon(data, sounds).pairs.get(pair) || []),
  );
  for (const { name, number, at } of places) {
    spend(1);
    const whole = name.length === chars.length;
    if ((sentence && !whole) || at + chars.length > name.length) continue;
    if (!chars.every((char, index) => alike(sounds, char, name[at + index]))) continue;
    const same = chars.filter((char, index) => char === name[at + index]).length;
    if (!same && !(wholeRun && (whole || chars.length > 2))) continue;
    const value = same * 2 + (whole ? 1.5 : at === 0 ? 0.5 : 0);
    if (value > most || (value === most && number < best.number)) {
      most = value;
      best = { name, number, at };
    }
  }
  return best && best.name.slice(best.at, best.at + chars.length);
}

/* What was typed with its slips put right, if that makes sense: as a name, as a part of one, or as a sentence around one. */
function putRight(data, sounds, run) {
  const chars = Array.from(run);
  if (data.everything.includes(run) || /\d[年月日]/.test(dated(run))) return run;
  const right = corrected(data, sounds, chars).join("");
  return chars.length > 5 || data.everything.includes(right) || data.means.has(right) ? right : run;
}

/* Letters without marks of tone, ü as v: lǜ, lü and lv are the same. */
function plainLetters(word) {
  const letters = word
    .normalize("NFD")
    .replace(/u[\u0300-\u0304\u0306\u0307\u0309-\u036f]*\u0308/g, "v")
    .replace(/[\u0300-\u036f]/g, "");
  return /^([a-z]+[1-5])+$/.test(letters) ? letters.replace(/\d/g, "") : letters;
}

/* Letters as pinyin: each character eats its whole syllable or its first letters; the last may be cut short.
   Gives where the name is left and how well it was spelled. A place in both that failed once is not tried again. */
function spelled(sounds, name, from, letters, blur) {
  const tried = new Set();
  let best = null;
  (function eat(at, left, full, short) {
    const state = at + " " + left + (full ? " f" : "") + (short ? " s" : "");
    if (tried.has(state)) return;
    tried.add(state);
    spend(1);
    const rest = letters.slice(letters.length - left);
    if (!rest) {
      const found = { end: at, mode: short && full ? 1 : short ? 2 : 3 };
      if (!best || found.mode > best.mode) best = found;
      return;
    }
    if (at >= name.length) return;
    for (const exact of sounds.get(name[at]) || [name[at]]) {
      const syllable = blur(exact);
      if (rest.startsWith(syllable)) eat(at + 1, left - syllable.length, full + 1, short);
      else if (full && rest.length > 1 && syllable.startsWith(rest)) eat(at + 1, 0, full + 1, short);
      if (rest[0] === syllable[0] && syllable.length > 1) eat(at + 1, left - 1, full, short + 1);
      if (/^[zcs]h/.test(rest) && syllable.startsWith(rest.slice(0, 2))) eat(at + 1, left - 2, full, short + 1);
    }
  })(from, letters.length, 0, 0);
  return best;
}

function pinyin(data, sounds, typed, blur = (text) => text) {
  const found = new Map(),
    letters = blur(typed);
  for (const { name, at } of lexicon(data, sounds).initials.get(letters[0]) || []) {
    const match = spelled(sounds, name, at, letters, blur);
    if (!match || (match.end - at < 2 && match.mode < 3)) continue;
    const whole = at === 0 && match.end === name.length;
    const value = match.mode * 10 + (whole ? 6 : match.end === name.length ? 3 : at === 0 ? 2.5 : 0);
    const text = name.slice(at, match.end).join("");
    const known = found.get(text) || { value: 0, count: 0 };
    found.set(text, { value: Math.max(known.value, value), count: known.count + 1 });
  }
  const ranked = Array.from(found).sort((a, b) => b[1].value - a[1].value || b[1].count - a[1].count);
  const top = ranked.length ? ranked[0][1].value : 0;
  return ranked
    .filter(([, match]) => match.value > top - 8)
    .slice(0, 6)
    .map(([text, match]) => ({ text, weight: 1 - (top - match.value) / 40 }));
}

/* What letters may spell, and what that means, if only begun: as one word, with blurred initials, or each word by itself. */
function lettered(data, sounds, words) {
  let found = pinyin(data, sounds, words.join(""));
  if (!found.length && words.join("").length > 5)
    found = pinyin(data, sounds, words.join(""), (text) => text.replace(/([zcs])h/g, "$1"));
  if (!found.length && words.length > 1) {
    const each = words.slice(0, 8).map((word) => pinyin(data, sounds, word)[0]);
    found = each.every(Boolean) ? [{ text: each.map((match) => match.text).join(" "), weight: 0.95 }] : [];
  }
  const means = (text) =>
    synonymous(data, text.split(" ")).concat(data.everything.includes(text) ? [] : inEveryday(data, text));
  const meanings = found.map(({ text, weight }) =>
    means(text).map((meant) => Object.assign(meant, { how: "pinyin", weight: meant.weight * weight * 0.85 })),
  );
  return found.map(({ text, weight }) => reading(text.split(" "), weight, "pinyin")).concat(...meanings);
}
