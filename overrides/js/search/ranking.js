/* Search: how well the names of a page answer a query. */

/** How well a page answers a text, in points. @type {(data: Data, page: IndexedPage, text: string) => number} */
function tier(data, page, text) {
  if (!text) return 0;
  const W = WEIGHTS;
  const atEdge = /** @type {(name: string) => boolean} */ ((name) => name.startsWith(text) || name.endsWith(text));
  const opens = /** @type {(name: string) => number} */ ((name) => (text.startsWith(name) ? W.opensQuery : 0));
  let best = 0;
  page.names.forEach((name, index) => {
    const share = text.length / name.length;
    let value = 0;
    if (name === text) value = index ? W.otherName : page.kind === "unit" ? W.unitName : W.title;
    else if (share >= W.nearlyShare && text.length > 3 && atEdge(name)) value = W.nearlyName;
    else if (name.includes(text)) {
      value = (atEdge(name) ? W.edgeOfName : W.insideName) + (index ? W.notTitle : 0) + W.shareOfName * share;
    } else if (name.length > 1 && text.includes(name)) {
      value = (W.holdsName + W.shareOfQuery / share) * telling(data, name) + opens(name);
    }
    best = Math.max(best, value);
  });
  for (const key of page.keys) {
    const share = key.length / text.length;
    if (key === text) best = Math.max(best, W.keyword);
    else if (key.includes(text)) best = Math.max(best, W.insideKeyword + W.shareOfName / share);
    else if (key.length > 1 && text.includes(key)) {
      best = Math.max(best, (W.holdsKeyword + W.shareOfQuery * share) * telling(data, key) + opens(key));
    }
  }
  if (best >= W.titleKeyword && page.group !== "resource" && page.keys.includes(text)) {
    best = Math.max(best, W.nearlyName);
  }
  return best;
}

/**
 * A name that stands on few pages tells more than one that stands on many.
 * @type {(data: Data, name: string) => number}
 */
const telling = (data, name) => Math.min(1, rarity(data, name) / WEIGHTS.rareEnough);

/** @type {(data: Data, part: string) => number} */
function rarity(data, part) {
  let known = data.known.get(part);
  if (known === undefined) {
    const count = data.pages.filter((page) => page.all.includes(part)).length;
    known = count ? Math.log((data.pages.length + 1) / (count + 0.5)) : 0;
    data.known.set(part, known);
  }
  return known;
}

/** Where a part stands on a page, as a share. @type {(page: IndexedPage, part: string) => number} */
function standing(page, part) {
  if (page.names.some((name) => name.includes(part))) return WEIGHTS.inName;
  if (page.keys.some((key) => key.includes(part))) return WEIGHTS.inKeyword;
  return page.terms.includes(part) ? WEIGHTS.inTerms : page.plainTrail.includes(part) ? WEIGHTS.inTrail : 0;
}

/** How well a page answers a reading of the query. @type {(data: Data, page: IndexedPage, meant: Reading) => Result} */
function score(data, page, meant) {
  const W = WEIGHTS;
  const { words } = meant;
  const literal = words.every((word) => page.own.includes(word));
  let named = Math.max(tier(data, page, meant.whole), W.core * tier(data, page, meant.core));
  if (words.length > 1 && literal) {
    const places = words.reduce((sum, word) => sum + standing(page, word), 0) / words.length;
    named = Math.max(named, W.allWords + W.places * places);
  }
  const { got, wanted, chars, hit } = partsHeld(data, page, meant);
  const share = wanted ? got / wanted : 0;
  const coverable = got && meant.core.length < W.coverable && !/\d/.test(meant.core);
  const cover = coverable ? covered(page, meant.runs) : 0;
  named = Math.max(named, W.covered * cover * cover);
  if (page.guide && named < W.otherName) named = Math.min(named, W.guideAtMost);
  const whole = W.anyRun + ((1 - W.anyRun) * hit) / meant.parts.length;
  const less = page.archived * W.archived - yearsAway(page);
  const value = meant.weight * whole * (named + W.parts * share) + prior(page) + less;
  const halves = callsOf(page).filter((name) => name.length > 1 && name.length * 2 >= meant.core.length);
  const half = cover > W.mostlyCovered || halves.some((name) => meant.core.includes(name));
  return { page, value, literal, named: named * meant.weight, share, chars, meant, half };
}

/**
 * What a page holds of the parts of a reading, of all they are worth; its longest part; how many runs it has a part of.
 * @type {(data: Data, page: IndexedPage, meant: Reading) => { got: number, wanted: number, chars: number, hit: number
 *   }}
 */
function partsHeld(data, page, meant) {
  const held = { got: 0, wanted: 0, chars: 0, hit: 0 };
  meant.parts.forEach((parts, index) => {
    held.hit += parts.some((part) => page.all.includes(part)) ? 1 : 0;
    spend(parts.length);
    for (const part of parts) {
      const three = part.length > 2 && isHan(part) ? WEIGHTS.threeChars : 1;
      const worth = rarity(data, part) * three * (index ? 1 : WEIGHTS.firstRun);
      if (!worth) continue;
      const where = page.all.includes(part) ? standing(page, part) : 0;
      held.wanted += worth;
      held.got += worth * where;
      if (where >= WEIGHTS.counted) held.chars = Math.max(held.chars, part.length);
    }
  });
  return held;
}

/**
 * How much of what is asked can be put together from stretches of a page's names and keywords.
 * @type {(page: { called: string }, runs: string[]) => number}
 */
function covered(page, runs) {
  let held = 0;
  let length = 0;
  for (const run of runs) {
    length += run.length;
    for (let at = 0; at + 1 < run.length; at += 1) {
      let size = 0;
      spend(1);
      while (at + size < run.length && page.called.includes(run.slice(at, at + size + 1))) size += 1;
      if (size < 2) continue;
      held += size;
      at += size - 1;
    }
  }
  return held / length;
}

/** @type {(page: IndexedPage) => number} */
function prior(page) {
  const kind = WEIGHTS.kinds[page.kind];
  return page.guide ? WEIGHTS.guide : kind === undefined ? WEIGHTS.otherKind : kind;
}

/** Of two years the nearer. @type {(page: IndexedPage) => number} */
function yearsAway(page) {
  if (!page.year) return 0;
  return Math.min(WEIGHTS.yearsAway, Math.abs(Number(kxClock.today().slice(0, 4)) - Number(page.year)));
}

/**
 * Ask the names: the best reading of each page.
 * @type {(data: Data, readings: Reading[], query: string) => Result[]}
 */
function askNames(data, readings, query) {
  const found = [];
  const bonus = bonusFor(data, readings, query);
  for (const page of data.pages) {
    if (!page.title) continue;
    const best = bestReading(data, page, readings);
    if (!best || (page.guide && !best.literal)) continue; /* only what was typed leads to editors' pages */
    best.value += bonus(best);
    found.push(best);
  }
  return bestFirst(found);
}

/** Sorts results in place, the best first, of two alike the shorter title. @type {(results: Result[]) => Result[]} */
function bestFirst(results) {
  const length = /** @type {(result: Result) => number} */ ((result) => (result.page.title || "").length);
  return results.sort((a, b) => b.value - a.value || length(a) - length(b));
}

/** @type {(data: Data, page: IndexedPage, readings: Reading[]) => Result | null} */
function bestReading(data, page, readings) {
  /** @type {Result | null} */
  let best = null;
  for (const meant of readings) {
    const result = score(data, page, meant);
    if (result.share <= 0 && !result.literal && result.named <= 0) continue;
    const lead = best && best.literal !== result.literal ? (best.literal ? WEIGHTS.literal : -WEIGHTS.literal) : 0;
    if (!best || result.value > best.value + lead) best = result;
  }
  return best;
}

/**
 * What a question asks for, as points for a result.
 * @type {(data: Data, readings: Reading[], query: string) => (result: Result) => number}
 */
function bonusFor(data, readings, query) {
  const W = WEIGHTS;
  const plain = squeezed(query);
  const numbers = new Set(query.match(/\d{3,}/g) || []);
  const isName = !/^\d+$/.test(plain) && data.pages.some((page) => page.names.includes(plain));
  const dialled = !isName && !data.means.has(plain);
  const [who, call, where] = [WHO, CALL, PLACE].map((pattern) => pattern.test(query));
  const question = readings[0].core !== readings[0].whole;
  return (result) => {
    const { group } = result.page;
    let points = who ? (ANSWERABLE.includes(group) ? W.whoAnswers : W.whoElse) : 0;
    if (dialled && dials(result.page, numbers)) points += W.number;
    if (call && hotlineFor(result)) return points + W.call;
    if (question && (group === "subject" || (group === "resource" && !where))) return points + W.listForQuestion;
    const byName = result.named >= W.askedByName || /\d/.test(query);
    return points + (!where && group === "resource" && !byName ? W.addressForWords : 0);
  };
}

/** The hotline whose number was typed comes first. @type {(page: IndexedPage, numbers: Set<string>) => boolean} */
const dials = (page, numbers) =>
  page.group === "resource" && ((page.title || "").match(HOTLINE) || []).some((number) => numbers.has(number));

/** A hotline for what is asked, not only one that is a hotline too. @type {(result: Result) => boolean} */
function hotlineFor({ page, meant }) {
  const about = meant.runs.filter((run) => !/电话|热线|号码/.test(run)).flatMap(partsOf);
  const fits = !about.length || about.some((part) => page.all.includes(part));
  return page.group === "resource" && /\d{3}/.test(page.title || "") && fits;
}

/**
 * The dates, years and units that some words name, in the form in which pages are named.
 * @type {(data: Data, words: string[]) => Reading[]}
 */
function particular(data, words) {
  const found = [];
  const inFigures = dated(words.map((word) => word.replace(DOTTED, "$1月$2日")).join(" "));
  if (inFigures !== words.join(" ")) found.push(inFigures);
  const year = inFigures.match(/^(20\d\d)年?(?:的?(?:科普)?活动)?$/);
  if (year) found.push(year[1] + "年活动");
  const asked = words.join("").replace(OF_UNIT, "");
  const unit = asked.slice((data.before.find((place) => asked.startsWith(place)) || "").length);
  const units = data.pages.filter((page) => page.kind === "unit");
  if (unit !== words.join("") && units.some((page) => page.names.includes(unit))) found.push(unit);
  return found.map((said) => reading(said.split(" "), 1, "typed"));
}

/**
 * A short word that no name holds, through the everyday words that hold it.
 * @type {(data: Data, word: string) => Reading[]}
 */
function inEveryday(data, word) {
  const meant = Array.from(data.means).flatMap(([typed, means]) => (typed.includes(word) ? means : []));
  const texts = Array.from(new Set(meant)).slice(0, 6);
  return texts.map((text) => reading([text], READINGS.holdingWord, "synonym"));
}

/**
 * The words themselves, what they name, what they mean, and what they say without for whom.
 * @type {(data: Data, query: string, words: string[], how: How) => Reading[]}
 */
function meanings(data, query, words, how) {
  const typed = reading(words, 1, how);
  const found = [typed].concat(particular(data, words), synonymous(data, words));
  const who = WHO.test(query);
  if (who && typed.core !== typed.whole) found.push(reading(typed.runs, READINGS.bareQuestion, "bare"));
  const without = typed.core.replace(WHOM, " ").split(" ");
  const long = without.filter((word) => word.length > 1);
  const bare = who ? typed : reading(long, READINGS.bare, "bare");
  if (bare.core.length > 1 && bare.core !== typed.core) found.push(bare, ...synonymous(data, bare.words));
  return found;
}

/**
 * Everything that a query may mean, what was typed first. What stands in a text as it was typed, and is long enough not
 * to do so by chance, holds no slip.
 * @type {(data: Data, query: string, telling: string[] | undefined, held: Held) => Promise<Reading[]>}
 */
async function readingsOf(data, query, telling, held) {
  const typed = Array.from(new Set(wordsOf(query))); /* said again, a word asks for nothing more */
  if (!typed.length) return [];
  if (telling) return tellingReadings(data, typed);
  const plain = meanings(data, query, typed, "typed");
  const [{ core, whole, runs }] = plain;
  const known = /** @type {(words: string[]) => boolean} */ (
    (words) => words.every((word) => data.everything.includes(word))
  );
  const makesSense = /** @type {(meant: Reading) => boolean} */ (
    ({ how, words }) => how === "synonym" && known(words) && (core.length > 5 || words.every((word) => word.length > 1))
  );
  if (known(typed) || plain.some(makesSense)) return plain;
  if (typed.length === 1 && typed[0].length < 4 && isHan(typed[0])) plain.push(...inEveryday(data, typed[0]));
  if (core !== whole && core.length > 5 && covered({ called: data.everything }, runs) > READINGS.makesSense) {
    return plain;
  }
  const letters = spellsPinyin(typed.map(plainLetters));
  if (!letters && core.length >= READINGS.noSlip && (await held(plain[0].words)).length) return plain;
  const tables = await hanzi().catch((error) => {
    if (letters) throw error; /* letters say nothing without the file */
    return null;
  });
  return tables ? withSlipsRight(data, tables, query, typed, plain) : plain;
}

/** @type {(letters: string[]) => boolean} */
const spellsPinyin = (letters) => /^[a-z]{2,}$/.test(letters.join(""));

/** Letters without marks of tone, ü as v: lǜ, lü and lv are the same. @type {(word: string) => string} */
function plainLetters(word) {
  const parted = word.normalize("NFD").replace(/u[\u0300-\u0304\u0306\u0307\u0309-\u036f]*\u0308/g, "v");
  const letters = parted.replace(/[\u0300-\u036f]/g, "");
  return /^([a-z]+[1-5])+$/.test(letters) ? letters.replace(/\d/g, "") : letters;
}
