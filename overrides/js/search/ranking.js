/* Search: how well the names of a page answer a query. */

/* How well a page answers a reading of the query. */

function tier(data, page, text) {
  if (!text) return 0;
  let best = 0;
  page.names.forEach((name, index) => {
    const share = text.length / name.length;
    if (name === text) best = Math.max(best, index ? 92 : page.kind === "单位" ? 110 : 100);
    else if (share >= 0.7 && text.length > 3 && (name.startsWith(text) || name.endsWith(text)))
      best = Math.max(best, 90); /* all but its verb */
    else if (name.includes(text))
      best = Math.max(best, (name.startsWith(text) || name.endsWith(text) ? 52 : 46) - (index ? 3 : 0) + 16 * share);
    else if (name.length > 1 && text.includes(name))
      best = Math.max(best, (14 + 26 / share) * telling(data, name) + (text.startsWith(name) ? 3 : 0));
  });
  for (const key of page.keys) {
    if (key === text) best = Math.max(best, 60);
    else if (key.includes(text)) best = Math.max(best, 28 + (16 * text.length) / key.length);
    else if (key.length > 1 && text.includes(key))
      best = Math.max(
        best,
        (12 + (26 * key.length) / text.length) * telling(data, key) + (text.startsWith(key) ? 3 : 0),
      );
  }
  if (best >= 55 && page.group !== "资源" && page.keys.includes(text))
    best = Math.max(best, 90); /* what the title is about is as good as a name */
  return Math.max(best, page.about_.includes(text) ? 22 : 0);
}

/* A name that stands on few pages tells more than one that stands on many. */
const telling = (data, name) => Math.min(1, rarity(data, name) / 3.3);

function rarity(data, part) {
  if (!data.known.has(part)) {
    const count = data.pages.reduce((sum, page) => sum + (page.all.includes(part) ? 1 : 0), 0);
    data.known.set(part, count ? Math.log((data.pages.length + 1) / (count + 0.5)) : 0);
  }
  return data.known.get(part);
}

function place(page, part) {
  if (page.names.some((name) => name.includes(part))) return 1;
  if (page.keys.some((key) => key.includes(part))) return 0.9;
  return page.about_.includes(part) ? 0.5 : page.terms.includes(part) ? 0.35 : page.trail_.includes(part) ? 0.2 : 0;
}

function score(data, page, meant) {
  const holds = (word) => page.own.includes(word);
  const literal = meant.words.every(holds);
  let named = Math.max(tier(data, page, meant.whole), 0.94 * tier(data, page, meant.core));
  if (meant.words.length > 1 && literal)
    named = Math.max(
      named,
      30 + (6 * meant.words.reduce((sum, word) => sum + place(page, word), 0)) / meant.words.length,
    );
  let got = 0,
    wanted = 0,
    chars = 0,
    hit = 0;
  meant.parts.forEach((parts, index) => {
    hit += parts.some((part) => page.all.includes(part)) ? 1 : 0;
    spend(parts.length);
    for (const part of parts) {
      const worth = rarity(data, part) * (part.length > 2 && isHan(part) ? 0.6 : 1) * (index ? 1 : 1.4);
      if (!worth) continue;
      const where = page.all.includes(part) ? place(page, part) : 0;
      wanted += worth;
      got += worth * where;
      if (where >= 0.5) chars = Math.max(chars, part.length);
    }
  });
  const share = wanted ? got / wanted : 0;
  const cover = got && meant.core.length < 16 && !/\d/.test(meant.core) ? covered(page, meant.runs) : 0;
  named = Math.max(named, 40 * cover * cover);
  if (page.guide && named < 92) named = Math.min(named, 45); /* a guide to a thing comes after the thing */
  const whole = 0.7 + (0.3 * hit) / meant.parts.length;
  const value = meant.weight * whole * (named + 34 * share) + prior(page) - page.archived * 12 - nearness(page);
  const half =
    cover > 0.8 ||
    page.names
      .concat(page.keys)
      .some((name) => name.length > 1 && name.length * 2 >= meant.core.length && meant.core.includes(name));
  return { page, value, literal, named: named * meant.weight, share, got, chars, meant, half };
}

/* How much of what is asked can be put together from stretches of a page's names and keywords. */
function covered(page, runs) {
  let held = 0,
    all = 0;
  for (const run of runs) {
    all += run.length;
    for (let at = 0; at + 1 < run.length; at += 1) {
      let size = 0;
      spend(1);
      while (at + size < run.length && page.called.includes(run.slice(at, at + size + 1))) size += 1;
      if (size < 2) continue;
      held += size;
      at += size - 1;
    }
  }
  return held / all;
}

const prior = (page) => (page.guide ? -10 : PRIOR[page.kind] === undefined ? 3.5 : PRIOR[page.kind]) * 0.8;

/* Of two years the nearer. */
function nearness(page) {
  return page.year ? Math.min(3, Math.abs(Number(clock.today().slice(0, 4)) - page.year)) : 0;
}

/* Ask the names: the best reading of each page. */
function askNames(data, readings, query) {
  const numbers = new Set(query.match(/\d{3,}/g)),
    named = data.pages.some((page) => page.names.includes(squeezed(query)) && !/^\d+$/.test(squeezed(query)));
  const found = [],
    who = WHO.test(query),
    asked = readings[0].core !== readings[0].whole,
    place = PLACE.test(query);
  for (const page of data.pages) {
    if (!page.title) continue;
    let best = null;
    for (const meant of readings) {
      const result = score(data, page, meant);
      if (result.share <= 0 && !result.literal && result.named <= 0) continue;
      if (best && best.literal && !result.literal && result.value < best.value + 12) continue;
      if (!best || result.value > best.value || (result.literal && !best.literal && result.value > best.value - 12))
        best = result;
    }
    if (best && page.guide && !best.literal) continue; /* only what was typed leads to editors' pages */
    if (best && who) best.value += /任务|措施|单位/.test(best.page.group) ? 10 : -30;
    if (best && !named && !data.means.has(squeezed(query)) && dials(best.page, numbers)) best.value += 60;
    if (best && CALL.test(query) && called(best)) best.value += 30;
    else if (best && asked && (place ? /专题/ : /专题|资源/).test(best.page.group))
      best.value -= 10; /* a question wants an answer */
    else if (best && !place && best.page.group === "资源" && best.named < 99 && !/\d/.test(query))
      best.value -= 7; /* our own words before an address */
    if (best) found.push(best);
  }
  return found.sort((a, b) => b.value - a.value || a.page.title.length - b.page.title.length);
}

/* The hotline whose number was typed comes first. */
const dials = (page, numbers) =>
  page.group === "资源" && (page.title.match(HOTLINE) || []).some((number) => numbers.has(number));

/* A hotline for what is asked, not only one that is a hotline too. */
function called({ page, meant }) {
  const about = [].concat(...meant.runs.filter((run) => !/电话|热线|号码/.test(run)).map(partsOf));
  return (
    page.group === "资源" &&
    /\d{3}/.test(page.title) &&
    (!about.length || about.some((part) => page.all.includes(part)))
  );
}

/* The dates, years and units that some words name, in the form in which pages are named. */
function particular(data, words) {
  const text = words.join(" "),
    found = [],
    say = (said, weight) => found.push(reading(said.split(" "), weight, "typed"));
  const inFigures = dated(words.map((word) => word.replace(DOTTED, "$1月$2日")).join(" "));
  if (inFigures !== text) say(inFigures, 1);
  const year = inFigures.match(/^(20\d\d)年?(?:的?(?:科普)?活动)?$/);
  if (year) say(year[1] + "年活动", 1);
  const unit = words
    .join("")
    .replace(OF_UNIT, "")
    .replace(/^(?:咸宁市?)?咸安(?=区)/, "");
  if (unit !== words.join("") && data.pages.some((page) => page.kind === "单位" && page.names.includes(unit)))
    say(unit, 1);
  return found;
}

/* A short word that no name holds, through the everyday words that hold it. */
function inEveryday(data, word) {
  const meant = Array.from(data.means.keys())
    .filter((typed) => typed.includes(word))
    .map((typed) => data.means.get(typed));
  return Array.from(new Set([].concat(...meant)))
    .slice(0, 6)
    .map((text) => reading([text], 0.8, "synonym"));
}

/* The words themselves, what they name, what they mean, and what they say without for whom. */
function meanings(data, query, words, how) {
  const found = [reading(words, 1, how)].concat(particular(data, words), synonymous(data, words));
  if (WHO.test(query) && found[0].core !== found[0].whole) found.push(reading(found[0].runs, 0.97, "bare"));
  const bare = WHO.test(query)
    ? found[0]
    : reading(
        found[0].core
          .replace(WHOM, " ")
          .split(" ")
          .filter((word) => word.length > 1),
        0.9,
        "bare",
      );
  if (bare.core.length > 1 && bare.core !== found[0].core) found.push(bare, ...synonymous(data, bare.words));
  return found;
}

async function readingsOf(data, query, telling) {
  const typed = Array.from(new Set(wordsOf(query))); /* said again, a word asks for nothing more */
  if (!typed.length) return [];
  if (telling) return tellingReadings(data, typed);
  const plain = meanings(data, query, typed, "typed");
  const known = (words) => words.every((word) => data.everything.includes(word));
  const whole = (meant) =>
    known(meant.words) && (plain[0].core.length > 5 || meant.words.every((word) => word.length > 1));
  if (known(typed) || plain.some((meant) => meant.how === "synonym" && whole(meant))) return plain;
  if (typed.length === 1 && typed[0].length < 4 && isHan(typed[0])) plain.push(...inEveryday(data, typed[0]));
  /* A long question, half of which stands in names, holds no slip worth another file. */
  if (
    plain[0].core !== plain[0].whole &&
    plain[0].core.length > 5 &&
    covered({ called: data.everything }, plain[0].runs) > 0.45
  )
    return plain;
  const spelling = (words) => /^[a-z]{2,}$/.test(words.map(plainLetters).join(""));
  let tables;
  try {
    tables = await hanzi();
  } catch (error) {
    if (spelling(typed)) throw error;
    return plain;
  } /* letters say nothing without it */
  const simple = typed.map((word) => Array.from(word, (char) => tables.simple.get(char) || char).join(""));
  const changed = simple.join() !== typed.join();
  const readings = changed ? meanings(data, query, simple, "simplified") : plain;
  if (changed && known(simple)) return readings;
  if (spelling(typed)) return readings.concat(lettered(data, tables.sounds, typed.map(plainLetters)));
  const right = simple.map((word) =>
    reading([word], 1)
      .runs.map((run) => putRight(data, tables.sounds, run))
      .join(""),
  );
  if (right.join() === simple.map((word) => reading([word], 1).core).join()) return readings;
  return readings.concat([reading(right, 0.95, "sound")], synonymous(data, right));
}
