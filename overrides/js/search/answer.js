/* Search: the answer, names first, then full text. */

/**
 * The answer: pages that hold the words, or what they mean; failing that, those nearest in meaning. `tell` hears a
 * first answer as soon as a name fits, and the whole answer when the full text has been asked.
 * @type {(said: string, tell: (found: Answer) => unknown) => Promise<unknown>}
 */
async function answer(said, tell) {
  const early = namedFor(await names(), said);
  if (early.results.length) tell(early);
  const data = await keyed();
  const { text: query, telling, quote, cut } = asked(data, said);
  let namesOnly = false;
  const held = /** @type {Held} */ (
    (words) =>
      askText(data, words).catch(() => {
        namesOnly = true;
        return [];
      })
  );
  const readings = await readingsOf(data, query, telling, held);
  if (!readings.length) return tell({ results: [], done: true, readings, cut });
  const typed = readings[0];
  const named = askNames(data, readings, query);
  const missing = telling ? null : unwritten(data, typed.words);
  if (missing && missing.alone) return tell(await mentioning(missing, named, readings, held));
  const natural = typed.core !== typed.whole || Boolean(telling);
  const sure = named.filter((result) => result.literal);
  const first = sure.some((result) => result.named >= WEIGHTS.firstByName);
  if (first) tell({ results: last(natural ? near(named) : sure), done: false, readings, cut, missing });
  const text = await pagesOfText(readings.slice(0, 4), held);
  if (!first) await addPartsOfText(data, readings, named, held);
  const fromNames = new Set(sure.map((result) => result.page));
  const others = Array.from(text.values()).filter((hit) => !fromNames.has(hit.page));
  const half = named.filter((result) => result.half);
  let results = sure.concat(byValue(others.map((hit) => fromText(hit, named))));
  if (!first && results.length) results = withNew(byValue(results), half);
  if (!results.length || natural) {
    if (first && natural) results = withNew(near(named), results);
    else results = withNew(results, near(named));
    if (!first) byValue(results);
  }
  if (!results.length) results = named.length ? named.slice(0, 8) : scattered(data, typed);
  const quoted = meaning(await held(quote), reading(quote, 1, "typed"));
  for (const hit of quoted) text.set(hit.page, hit);
  results = withNew(
    quoted.map((hit) => fromText(hit, named)),
    results,
  );
  return tell({ results: ordered(results, query), done: true, namesOnly, readings, text, cut, missing });
}

/**
 * While keywords are not there yet: the pages whose very name was typed, if no page can come before them whatever its
 * keywords are. Without figures, a question or words for whom, a name means nothing but itself.
 * @type {(data: Data, said: string) => Answer}
 */
function namedFor(data, said) {
  const words = Array.from(new Set(wordsOf(cutTo(said, LONGEST))));
  const typed = reading(words, 1, "typed");
  const none = { results: [], done: false, readings: [typed], cut: "" };
  const asks = [WHO, CALL, PLACE, /\d/].some((pattern) => pattern.test(said)) || typed.core !== typed.whole;
  if (data.keyed || !typed.whole || said.length > LONGEST || asks) return none;
  const called = /** @type {(page: IndexedPage) => boolean} */ (({ names }) => names.includes(typed.whole));
  const pages = data.pages.filter(called);
  if (!pages.length || meanings(data, said, words, "typed").length > 1) return none;
  const others = data.pages.filter((page) => page.title && !called(page));
  const least = Math.max(...others.map((page) => mostWorth(data, page, typed)));
  const bonus = bonusFor(data, [typed], said);
  const results = pages.map((page) => score(data, page, typed));
  for (const result of results) result.value += bonus(result);
  const sure = results.filter(({ page, value }) => value > least && page.group !== "about");
  return { ...none, results: bestFirst(sure) };
}

/**
 * So many points at the most is a page worth that is not called what was typed.
 * @type {(data: Data, page: IndexedPage, typed: Reading) => number}
 */
function mostWorth(data, page, typed) {
  const W = WEIGHTS;
  const parts = typed.parts.flat();
  const byKeyword = page.group === "resource" ? W.keyword : W.nearlyName;
  const inNames = parts.every((part) => page.names.some((name) => name.includes(part)));
  const share = inNames || parts.length > 1 ? W.inName : W.inKeyword;
  const named = Math.max(byKeyword, tier(data, page, typed.whole));
  return named + W.parts * share + prior(page) + page.archived * W.archived - yearsAway(page);
}

/** Sorts results in place, the best first. @type {(results: Result[]) => Result[]} */
const byValue = (results) => results.sort((one, other) => other.value - one.value);

/** Results, and after them those of other pages. @type {(results: Result[], more: Result[]) => Result[]} */
function withNew(results, more) {
  const pages = new Set(results.map((result) => result.page));
  return results.concat(more.filter((result) => !pages.has(result.page)));
}

/** Hits with the reading of the query that they answer. @type {(hits: Hit[], meant: Reading) => MeantHit[]} */
const meaning = (hits, meant) => hits.map((hit) => Object.assign(hit, { meant }));

/**
 * The pages whose text holds one of the readings, each by the first that it holds. A page with the whole of a question
 * has its parts, which are asked for in any case.
 * @type {(readings: Reading[], held: Held) => Promise<Map<IndexedPage, MeantHit>>}
 */
async function pagesOfText(readings, held) {
  const text = new Map();
  const wholly = /** @type {(meant: Reading) => Promise<MeantHit[]>} */ (
    async (meant) => {
      const parts = meant.core === meant.whole ? [] : meant.runs.filter((run) => run.length > 1);
      return parts.length && !(await held(parts)).length ? [] : meaning(await held(meant.words), meant);
    }
  );
  const found = await Promise.all(readings.map(wholly));
  for (const hit of found.flat()) if (!text.has(hit.page)) text.set(hit.page, hit);
  return text;
}

/**
 * Where nobody has written about it: the hotline, what has the word in its own name, and, named as such, what only has
 * the words somewhere in its text.
 * @type {(missing: Missing, named: Result[], readings: Reading[], held: Held) => Promise<Answer>}
 */
async function mentioning(missing, named, readings, held) {
  const nearest = nearestTo(missing, named);
  const pages = new Set(nearest.map((result) => result.page));
  const others = (await held(readings[0].words)).filter((hit) => !pages.has(hit.page));
  const hits = meaning(others, readings[0]);
  const text = new Map(hits.map((hit) => [hit.page, hit]));
  const results = nearest.concat(last(hits.map((hit) => fromText(hit, []))));
  missing.mentioned = hits.length > 0;
  return { results, done: true, readings, text, missing, cut: "" };
}

/** @type {(hit: MeantHit, named: Result[]) => Result} */
function fromText({ page, count, meant }, named) {
  const W = WEIGHTS;
  const known = named.find((result) => result.page === page);
  const held = W.text * meant.weight + W.textKind * prior(page) + W.textOften * Math.log(1 + count);
  const value = held + (known ? known.value * W.textNamed : 0) + page.archived * W.archived;
  return { page, value, literal: true, meant, chars: 9, named: 0, share: 0, half: false };
}

/**
 * To the question who, those who answer for something come first.
 * @type {(results: Result[], query: string) => Result[]}
 */
function ordered(results, query) {
  const least = bestValue(results) * WEIGHTS.whoShare;
  const answers = /** @type {(result: Result) => boolean} */ (
    ({ page, value }) => WHO.test(query) && ANSWERABLE.includes(page.group) && value >= least
  );
  return last(withNew(results.filter(answers), results));
}

/** @type {(results: Result[]) => number} */
const bestValue = (results) => Math.max(0, ...results.map((result) => result.value));

/**
 * Lists of other pages come after pages that say something themselves, guides for editors after everything, unless
 * their very name was typed.
 * @type {(results: Result[]) => Result[]}
 */
function last(results) {
  const rank = /** @type {(result: Result) => number} */ (
    ({ page, named }) => (named >= WEIGHTS.otherName ? 0 : page.guide ? 2 : page.hub ? 1 : 0)
  );
  return [0, 1, 2].flatMap((place) => results.filter((result) => rank(result) === place));
}

/**
 * Where nothing fits: the pages whose names and keywords hold most of the characters.
 * @type {(data: Data, meant: Reading) => Result[]}
 */
function scattered(data, meant) {
  const chars = Array.from(new Set(meant.core)).filter(isHan);
  if (chars.length < 2) return [];
  const results = data.pages.flatMap((page) => {
    const held = chars.filter((char) => page.called.includes(char));
    if (!page.title || held.length * 3 < chars.length * 2) return [];
    const value = prior(page) + held.reduce((sum, char) => sum + rarity(data, char), 0);
    return [{ page, meant, literal: false, chars: 1, value, named: 0, share: 0, half: false }];
  });
  return byValue(results).slice(0, 8);
}

/**
 * How much of what was asked stands in the text of pages is added to what their names are worth.
 * @type {(data: Data, readings: Reading[], named: Result[], held: Held) => Promise<void>}
 */
async function addPartsOfText(data, readings, named, held) {
  const shares = new Map();
  for (const meant of readings.slice(0, 6)) {
    const runs = meant.runs.filter((run) => run.length > 1);
    const found = await Promise.all(runs.map((run) => held([run])));
    const worth = found.map((hits) => (hits.length ? Math.log((data.pages.length + 1) / (hits.length + 0.5)) : 0));
    const total = worth.reduce((sum, value) => sum + value, 0) || 1;
    const mine = new Map();
    found.forEach((hits, index) => {
      for (const { page } of hits) mine.set(page, (mine.get(page) || 0) + worth[index] / total);
    });
    for (const [page, share] of mine) shares.set(page, Math.max(shares.get(page) || 0, share * meant.weight));
  }
  for (const result of named) result.value += WEIGHTS.partsOfText * (shares.get(result.page) || 0);
  byValue(named);
}

/** Results that are not far behind the best, if the best says anything. @type {(named: Result[]) => Result[]} */
function near(named) {
  const strong = named.filter((result) => result.chars >= 2 || result.literal);
  const least = Math.max(WEIGHTS.nearAtLeast, bestValue(strong) * WEIGHTS.near);
  return strong.filter((result) => result.value >= least).slice(0, 40);
}
