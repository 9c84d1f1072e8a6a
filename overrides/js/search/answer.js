/* Search: the answer, names first, then full text. */

/* The answer: pages that hold the words, or what they mean; failing that, those nearest in meaning. `tell` hears a
   first answer as soon as a name fits, and the whole answer when the full text has been asked. */
async function answer(said, tell) {
  const data = await names();
  const { text: query, telling, quote, cut } = asked(data, said);
  const readings = await readingsOf(data, query, telling);
  if (!readings.length) return tell({ results: [], done: true, readings, cut });
  let namesOnly = false;
  const held = (words) =>
    askText(data, words).catch(() => {
      namesOnly = true;
      return [];
    });
  const missing = telling ? null : unwritten(data, readings[0].words);
  if (missing && missing.alone) return tell(await mentioning(missing, askNames(data, readings, query), readings, held));
  /* A page with the whole of a question has its parts, which are asked for in any case. */
  const wholly = async (meant) => {
    const parts = meant.core === meant.whole ? [] : meant.runs.filter((run) => run.length > 1);
    return parts.length && !(await held(parts)).length ? [] : held(meant.words);
  };
  const named = askNames(data, readings, query);
  const typed = readings[0],
    natural = typed.core !== typed.whole || Boolean(telling);
  const sure = named.filter((result) => result.literal);
  const first = sure.filter((result) => result.named >= 40);
  if (first.length) tell({ results: last(natural ? near(named) : sure), done: false, readings, cut, missing });
  const text = new Map();
  const found = await Promise.all(
    readings.slice(0, 4).map(async (meant) => (await wholly(meant)).map((hit) => Object.assign(hit, { meant }))),
  );
  for (const hit of [].concat(...found)) if (!text.has(hit.page)) text.set(hit.page, hit);
  const partly = first.length ? new Map() : await textOfRuns(data, readings, held);
  for (const result of named) result.value += first.length ? 0 : 14 * (partly.get(result.page) || 0);
  named.sort((a, b) => b.value - a.value);
  const hold = new Set(sure.map((result) => result.page));
  const rest = Array.from(text.values())
    .filter((hit) => !hold.has(hit.page))
    .map((hit) => fromText(hit, named));
  let results = sure.concat(rest.sort((a, b) => b.value - a.value));
  if (!first.length) results.sort((a, b) => b.value - a.value);
  if (!first.length && results.length)
    results = results.concat(
      named.filter((result) => result.half && !results.some((other) => other.page === result.page)),
    );
  if (!results.length || natural) {
    const more = near(named).filter(
      (result) => !results.includes(result) && !results.some((other) => other.page === result.page),
    );
    results = results.concat(more);
    if (!first.length) results.sort((a, b) => b.value - a.value);
    else if (natural)
      results = near(named).concat(
        results.filter((result) => !near(named).some((other) => other.page === result.page)),
      );
  }
  if (!results.length) results = named.length ? named.slice(0, 8) : scattered(data, typed);
  const quoted = (await held(quote)).map((hit) => Object.assign(hit, { meant: reading(quote, 1, "typed") }));
  for (const hit of quoted) text.set(hit.page, hit);
  results = quoted
    .map((hit) => fromText(hit, named))
    .concat(results.filter((result) => !quoted.some((hit) => hit.page === result.page)));
  tell({ results: ordered(results, query), done: true, namesOnly, readings, text, cut, missing });
}

/* Where nobody has written about it: the hotline, what has the word in its own name, and, named as such, what only has
   the words somewhere in its text. */
async function mentioning(missing, named, readings, held) {
  const nearest = nearestTo(missing, named),
    text = new Map(),
    typed = readings[0];
  const hits = (await held(typed.words)).filter((hit) => !nearest.some((result) => result.page === hit.page));
  for (const hit of hits) text.set(hit.page, Object.assign(hit, { meant: typed }));
  const results = nearest.concat(last(hits.map((hit) => fromText(hit, []))));
  return { results, done: true, readings, text, missing: Object.assign(missing, { mentioned: hits.length > 0 }) };
}

function fromText(hit, named) {
  const known = named.find((result) => result.page === hit.page);
  const value =
    22 * hit.meant.weight +
    2.5 * prior(hit.page) +
    3 * Math.log(1 + hit.count) +
    (known ? known.value * 0.5 : 0) -
    hit.page.archived * 12;
  return { page: hit.page, value, literal: true, meant: hit.meant, chars: 9, text: true };
}

/* To the question who, those who answer for something come first. */
function ordered(results, query) {
  const best = results.reduce((most, result) => Math.max(most, result.value), 0);
  const answers = (result) =>
    WHO.test(query) && /任务|措施|单位/.test(result.page.group) && result.value >= best * 0.35;
  return last(results.filter(answers).concat(results.filter((result) => !answers(result))));
}

/* Lists of other pages come after pages that say something themselves, guides for editors after everything, unless their
   very name was typed. */
function last(results) {
  const rank = ({ page, named }) => (named >= 92 ? 0 : page.guide ? 2 : page.hub ? 1 : 0);
  return [0, 1, 2].reduce((sorted, place) => sorted.concat(results.filter((result) => rank(result) === place)), []);
}

/* Where nothing fits: the pages whose names and keywords hold most of the characters. */
function scattered(data, meant) {
  const chars = Array.from(new Set(meant.core)).filter(isHan);
  const held = (page) => chars.filter((char) => page.called.includes(char));
  return data.pages
    .filter((page) => page.title && chars.length > 1 && held(page).length * 3 >= chars.length * 2)
    .map((page) => ({
      page,
      meant,
      literal: false,
      chars: 1,
      value: prior(page) + held(page).reduce((sum, char) => sum + rarity(data, char), 0),
    }))
    .sort((one, other) => other.value - one.value)
    .slice(0, 8);
}

/* How much of what was asked stands in the text of a page. */
async function textOfRuns(data, readings, held) {
  const shares = new Map();
  for (const meant of readings.slice(0, 6)) {
    const runs = meant.runs.filter((run) => run.length > 1);
    const found = await Promise.all(runs.map((run) => held([run])));
    const worth = found.map((hits) => (hits.length ? Math.log((data.pages.length + 1) / (hits.length + 0.5)) : 0));
    const total = worth.reduce((sum, value) => sum + value, 0) || 1;
    const mine = new Map();
    found.forEach((hits, index) => {
      for (const hit of hits) mine.set(hit.page, (mine.get(hit.page) || 0) + worth[index] / total);
    });
    for (const [page, share] of mine) shares.set(page, Math.max(shares.get(page) || 0, share * meant.weight));
  }
  return shares;
}

/* Results that are not far behind the best, if the best says anything. */
function near(named) {
  const strong = named.filter((result) => result.chars >= 2 || result.literal);
  const best = strong.reduce((most, result) => Math.max(most, result.value), 0);
  return strong.filter((result) => result.value >= Math.max(12, best * 0.4)).slice(0, 40);
}
