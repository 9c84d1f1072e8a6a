/* Search: names first, from a small list; then full text, from Pagefind, which holds each character as a word of
   its own, so that a phrase of characters finds every run of them. Fetched when a search box gets focus. */
(function () {
  "use strict";
  const HEADER = document.querySelector(".kx-find");
  const PAGE = document.querySelector("[data-kx-search]");
  const base = new URL("../", (PAGE || HEADER).action);
  const SYMBOLS = "%+.-/:@_&#"; /* the same as in macros/search.py */
  const STOP = /请问|怎么办|怎么样|怎么|怎样|咋办|咋样|咋|如何|什么时候|是什么|有什么|什么|为什么|为啥|是啥|谁负责|谁牵头|归谁管|谁管|找谁|哪个部门|哪个单位|哪一天|哪天|哪些|哪里|哪儿|哪个|多少|几号|是不是|能不能|可不可以|可以|应该|应当|要不要|需要|有没有|有哪些|注意|一下|我想|我要|我家|吗|呢|吧|啊|呀|了/g;
  const PRIOR = { 措施: 5, 应急: 5, 文章: 4.5, 任务: 3, 行动: 3, 工程: 3, 保障: 3, 单位: 2.5, 人群: 0.5, 主题: 0.5, 资源: 1.5, 方案: 1, 转载: 0, 说明: 0 };
  const GROUPS = { 行动: "任务", 工程: "任务", 保障: "任务", 节日: "活动", 应急: "文章", 人群: "专题", 主题: "专题" };
  const WHO = /谁负责|谁牵头|归谁管|谁管|哪个部门|哪个单位|职责/;
  const SHOWN = 30;

  /* What is fetched, each once; after a failure the next search tries again. */

  const fetched = {};

  function once(name, get) {
    if (!fetched[name]) fetched[name] = get().catch((error) => { delete fetched[name]; throw error; });
    return fetched[name];
  }

  async function json(path) {
    const answer = await fetch(new URL(path, base));
    if (!answer.ok) throw new Error(path);
    return answer.json();
  }

  const names = () => once("names", async () => prepared(await json("search/names.json")));
  const hanzi = () => once("hanzi", async () => sounded(await json("search/hanzi.json")));
  const pagefind = () => once("pagefind", async () => {
    const engine = await import(new URL("pagefind/pagefind.js", base).href);
    await engine.options({ noWorker: true });
    await engine.init();
    return engine;
  });

  function prepared(data) {
    data.pages = data.pages.map(([id, kind, year, audiences, topics, archived, url, title, trail, aliases, keywords, about]) => {
      const page = { id, kind: data.kinds[kind], year, audiences, topics, archived, url, title };
      page.group = GROUPS[page.kind] || page.kind;
      page.trail = data.trails[trail] || "";
      page.about = about || "";
      page.title_ = squeezed(title || "");
      page.names = [page.title_].concat(listed(aliases));
      if (page.kind === "单位") page.names = page.names.concat(shortOf(page.title_));
      page.keys = listed(keywords);
      page.called = page.names.concat(page.keys).join("\n");
      page.about_ = squeezed(page.about);
      page.trail_ = squeezed(page.trail);
      page.own = page.names.concat(page.keys, page.about_, page.trail_).join("\n");
      page.terms = (audiences + " " + topics).split(" ").map((id) => data.audiences[id] || data.topics[id] || "").join("\n");
      page.all = page.own + "\n" + page.terms;
      return page;
    });
    data.everything = data.pages.map((page) => page.own).join("\n");
    data.synonyms = data.synonyms.map((words) => words.map(squeezed));
    data.means = new Map();
    for (const words of data.synonyms) {
      const cut = words.indexOf("");
      for (const typed of words.slice(0, cut)) data.means.set(typed, (data.means.get(typed) || []).concat(words.slice(cut + 1)));
    }
    data.longest = Math.max(0, ...Array.from(data.means.keys(), (typed) => typed.length));
    data.known = new Map();
    return data;
  }

  /* Names as they are compared, those with a plus sign without it too: 互联网+科普. */
  function listed(names) {
    const found = (names || "").split("|").filter(Boolean).map(squeezed);
    return found.concat(found.filter((name) => name.includes("+")).map((name) => name.replace(/\+/g, "")));
  }

  /* 区教育局 is asked for as 教育局 and as 教育, 汀泗桥镇 as 汀泗桥. */
  function shortOf(name) {
    const inner = name.replace(/^区委?(?=..)/, "");
    return [inner, inner.replace(/(..)(局|镇|乡|街道)$/, "$1")].filter((short) => short !== name);
  }

  function sounded(data) {
    const sounds = new Map(), simple = new Map(), pairs = Array.from(data.simplified);
    for (const syllable of Object.keys(data.syllables)) {
      for (const char of data.syllables[syllable]) sounds.set(char, (sounds.get(char) || []).concat(syllable));
    }
    for (let at = 0; at < pairs.length; at += 2) simple.set(pairs[at], pairs[at + 1]);
    return { sounds, simple };
  }

  /* Text as it is compared: half-width, small letters, dates in figures, signs that no word holds as spaces. */

  const NUMERALS = "零一二三四五六七八九";

  function figures(numeral) {
    if (numeral.length > 3) return numeral;
    const [tens, ones] = numeral.includes("十") ? numeral.split("十") : ["", numeral];
    const ten = numeral.includes("十") ? (tens ? NUMERALS.indexOf(tens) : 1) * 10 : 0;
    return String(ten + (ones ? NUMERALS.indexOf(ones) : 0));
  }

  function dated(text) {
    return text.replace(/[一二三四五六七八九十]+(?=[月日号])/g, figures).replace(/(月\d+)号/g, "$1日").replace(/(\d)月份/g, "$1月");
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

  /* The longest stretch that is nowhere in the names but sounds like a part of one, put right; then what is left of it. */
  function corrected(data, sounds, run) {
    for (let size = run.length; size > 1; size -= 1) {
      for (let at = 0; at + size <= run.length; at += 1) {
        const stretch = run.slice(at, at + size);
        if (data.everything.includes(stretch)) continue;
        const right = soundingLike(data, sounds, stretch, size === run.length);
        if (right) return (at ? corrected(data, sounds, run.slice(0, at)) : "") + right + (at + size < run.length ? corrected(data, sounds, run.slice(at + size)) : "");
      }
    }
    return run;
  }

  function soundingLike(data, sounds, stretch, wholeRun) {
    const chars = Array.from(stretch);
    if (!chars.every(isHan)) return "";
    let best = "", most = -1;
    for (const name of lexicon(data)) {
      for (let at = 0; at + chars.length <= name.length; at += 1) {
        if (!chars.every((char, index) => alike(sounds, char, name[at + index]))) continue;
        const same = chars.filter((char, index) => char === name[at + index]).length;
        const whole = name.length === chars.length;
        if (!same && !(wholeRun && (whole || chars.length > 2))) continue;
        const value = same * 2 + (whole ? 1.5 : at === 0 ? 0.5 : 0);
        if (value > most) [best, most] = [name.substr(at, chars.length), value];
      }
    }
    return best;
  }

  /* Letters as pinyin: each character eats its whole syllable or its first letters; the last may be cut short. */
  function spelled(sounds, name, from, letters) {
    let best = null;
    (function eat(at, rest, full, short) {
      if (!rest) {
        const found = { end: at, mode: short && full ? 1 : short ? 2 : 3 };
        if (!best || found.mode > best.mode) best = found;
        return;
      }
      if (at >= name.length) return;
      for (const syllable of sounds.get(name[at]) || [name[at]]) {
        if (rest.startsWith(syllable)) eat(at + 1, rest.slice(syllable.length), full + 1, short);
        else if (full && rest.length > 1 && syllable.startsWith(rest)) eat(at + 1, "", full + 1, short);
        if (rest[0] === syllable[0] && syllable.length > 1) eat(at + 1, rest.slice(1), full, short + 1);
        if (/^[zcs]h/.test(rest) && syllable.startsWith(rest.slice(0, 2))) eat(at + 1, rest.slice(2), full, short + 1);
      }
    })(from, letters, 0, 0);
    return best;
  }

  function pinyin(data, sounds, letters) {
    const found = new Map();
    for (const name of lexicon(data)) {
      for (let at = 0; at < name.length; at += 1) {
        const match = isHan(name[at]) && spelled(sounds, name, at, letters);
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
      .map(([text, match]) => reading([text], 1 - (top - match.value) / 40, "pinyin"));
  }

  /* How well a page answers a reading of the query. */

  function tier(data, page, text) {
    if (!text) return 0;
    let best = 0;
    page.names.forEach((name, index) => {
      const share = text.length / name.length;
      if (name === text) best = Math.max(best, index ? 92 : page.kind === "单位" ? 110 : 100);
      else if (name.includes(text)) best = Math.max(best, (name.startsWith(text) || name.endsWith(text) ? 52 : 46) - (index ? 3 : 0) + 16 * share);
      else if (name.length > 1 && text.includes(name)) best = Math.max(best, (14 + 26 / share) * telling(data, name) + (text.startsWith(name) ? 3 : 0));
    });
    for (const key of page.keys) {
      if (key === text) best = Math.max(best, 60);
      else if (key.includes(text)) best = Math.max(best, 28 + 16 * text.length / key.length);
      else if (key.length > 1 && text.includes(key)) best = Math.max(best, (12 + 26 * key.length / text.length) * telling(data, key) + (text.startsWith(key) ? 3 : 0));
    }
    if (best >= 55 && page.group !== "资源" && page.keys.includes(text)) best = Math.max(best, 90); /* what the title is about is as good as a name */
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
    if (meant.words.length > 1 && literal) named = Math.max(named, 30 + 6 * meant.words.reduce((sum, word) => sum + place(page, word), 0) / meant.words.length);
    let got = 0, wanted = 0, chars = 0, hit = 0;
    meant.parts.forEach((parts, index) => {
      hit += parts.some((part) => page.all.includes(part)) ? 1 : 0;
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
    const whole = 0.7 + 0.3 * hit / meant.parts.length;
    const value = meant.weight * whole * (named + 34 * share) + prior(page) - page.archived * 12 - nearness(page);
    const half = cover > 0.8 || page.names.concat(page.keys).some((name) => name.length > 1 && name.length * 2 >= meant.core.length && meant.core.includes(name));
    return { page, value, literal, named: named * meant.weight, share, got, chars, meant, half };
  }

  /* How much of what is asked can be put together from stretches of a page's names and keywords. */
  function covered(page, runs) {
    let held = 0, all = 0;
    for (const run of runs) {
      all += run.length;
      for (let at = 0; at + 1 < run.length; at += 1) {
        let size = 0;
        while (at + size < run.length && page.called.includes(run.slice(at, at + size + 1))) size += 1;
        if (size < 2) continue;
        held += size;
        at += size - 1;
      }
    }
    return held / all;
  }

  const prior = (page) => (PRIOR[page.kind] === undefined ? 3.5 : PRIOR[page.kind]) * 0.8;

  /* Of two years the nearer. */
  function nearness(page) {
    return page.year ? Math.min(3, Math.abs(new Date().getFullYear() - page.year)) : 0;
  }

  /* Ask the names: the best reading of each page. */
  function askNames(data, readings, query) {
    const found = [], who = WHO.test(query), asked = readings[0].core !== readings[0].whole;
    for (const page of data.pages) {
      if (!page.title) continue;
      let best = null;
      for (const meant of readings) {
        const result = score(data, page, meant);
        if (result.share <= 0 && !result.literal && result.named <= 0) continue;
        if (best && best.literal && !result.literal && result.value < best.value + 12) continue;
        if (!best || result.value > best.value || result.literal && !best.literal && result.value > best.value - 12) best = result;
      }
      if (best && who) best.value += /任务|措施|单位/.test(best.page.group) ? 10 : -30;
      if (best && asked && /专题|资源/.test(best.page.group)) best.value -= 10; /* a question wants an answer */
      else if (best && best.page.group === "资源" && best.named < 99 && !/\d/.test(query)) best.value -= 7; /* our own words before an address */
      if (best) found.push(best);
    }
    return found.sort((a, b) => b.value - a.value || a.page.title.length - b.page.title.length);
  }

  async function readingsOf(data, query) {
    const typed = wordsOf(query);
    if (!typed.length) return [];
    const inFigures = dated(typed.join(" ")).split(" ");
    const plain = [reading(typed, 1, "typed")].concat(inFigures.join() === typed.join() ? [] : reading(inFigures, 1, "typed"), synonymous(data, typed));
    const known = (words) => words.every((word) => data.everything.includes(word));
    if (known(typed) || plain.some((meant) => meant.how === "synonym" && known(meant.words))) return plain;
    let tables;
    try { tables = await hanzi(); } catch (error) { return plain; }
    const simple = typed.map((word) => Array.from(word, (char) => tables.simple.get(char) || char).join(""));
    const changed = simple.join() !== typed.join();
    const readings = changed ? [reading(simple, 1, "simplified")].concat(synonymous(data, simple)) : plain;
    if (changed && known(simple)) return readings;
    const letters = typed.join("").replace(/'/g, "");
    if (/^[a-z]{2,}$/.test(letters)) return readings.concat(pinyin(data, tables.sounds, letters));
    const right = simple.map((word) => reading([word], 1).runs.map((run) => known([run]) ? run : corrected(data, tables.sounds, run)).join(""));
    if (right.join() === simple.map((word) => reading([word], 1).core).join()) return readings;
    return readings.concat([reading(right, 0.95, "sound")], synonymous(data, right));
  }

  /* Ask the full text: the pages that hold every one of some words, with how often. */

  const letter = (char) => SYMBOLS.includes(char) ? String.fromCharCode(0xa000 + SYMBOLS.indexOf(char)) : char;
  const phrase = (word) => '"' + Array.from(word, letter).join(" ") + '"';

  async function askText(data, words) {
    const engine = await pagefind();
    const answers = await Promise.all(words.map((word) => engine.search(phrase(word))));
    if (!data.byId) {
      data.byId = new Map(data.pages.filter((page) => page.id).map((page) => [page.id, page]));
      data.idLength = Math.max(...Array.from(data.byId.keys(), (id) => id.length));
    }
    const found = new Map();
    answers.forEach((answer, index) => {
      for (const result of answer.results) {
        const page = data.byId.get(result.id.replace(/^.*_/, "").slice(0, data.idLength));
        if (!page || index && !found.has(page)) continue;
        const hit = found.get(page) || { page, count: 0, words: 0, data: result.data };
        hit.words += 1;
        hit.count += result.words.length / Array.from(words[index]).length;
        found.set(page, hit);
      }
    });
    return Array.from(found.values()).filter((hit) => hit.words === words.length);
  }

  /* The answer: pages that hold the words, or what they mean; failing that, those nearest in meaning. `tell` hears a
     first answer as soon as a name fits, and the whole answer when the full text has been asked. */
  async function answer(query, tell) {
    const data = await names();
    const readings = await readingsOf(data, query);
    if (!readings.length) return tell({ results: [], done: true, readings });
    const named = askNames(data, readings, query);
    const typed = readings[0], natural = typed.core !== typed.whole;
    const sure = named.filter((result) => result.literal);
    const first = sure.filter((result) => result.named >= 40);
    if (first.length) tell({ results: natural ? near(named) : sure, done: false, readings });
    let text = [], partly = new Map(), namesOnly = false;
    try {
      for (const meant of readings.slice(0, 4)) {
        const found = await askText(data, meant.words);
        text = text.concat(found.filter((hit) => !text.some((other) => other.page === hit.page)).map((hit) => Object.assign(hit, { meant })));
      }
      if (!first.length) partly = await textOfRuns(data, readings);
    } catch (error) { namesOnly = true; }
    for (const result of named) result.value += first.length ? 0 : 14 * (partly.get(result.page) || 0);
    named.sort((a, b) => b.value - a.value);
    const hold = new Set(sure.map((result) => result.page));
    const rest = text.filter((hit) => !hold.has(hit.page)).map((hit) => fromText(hit, named));
    let results = sure.concat(rest.sort((a, b) => b.value - a.value));
    if (!first.length) results.sort((a, b) => b.value - a.value);
    if (!first.length && results.length) results = results.concat(named.filter((result) => result.half && !results.some((other) => other.page === result.page)));
    if (!results.length || natural) {
      const more = near(named).filter((result) => !results.includes(result) && !results.some((other) => other.page === result.page));
      results = results.concat(more);
      if (!first.length) results.sort((a, b) => b.value - a.value);
      else if (natural) results = near(named).concat(results.filter((result) => !near(named).some((other) => other.page === result.page)));
    }
    const nearest = results.length ? [] : named.slice(0, 5);
    tell({ results, nearest, done: true, namesOnly, readings, text: new Map(text.map((hit) => [hit.page, hit])) });
  }

  function fromText(hit, named) {
    const known = named.find((result) => result.page === hit.page);
    const value = 22 * hit.meant.weight + 2.5 * prior(hit.page) + 3 * Math.log(1 + hit.count) + (known ? known.value * 0.5 : 0) - hit.page.archived * 12;
    return { page: hit.page, value, literal: true, meant: hit.meant, chars: 9, text: true };
  }

  /* How much of what was asked stands in the text of a page. */
  async function textOfRuns(data, readings) {
    const shares = new Map();
    for (const meant of readings.slice(0, 6)) {
      const runs = meant.runs.filter((run) => run.length > 1);
      const found = await Promise.all(runs.map((run) => askText(data, [run])));
      const worth = found.map((hits) => hits.length ? Math.log((data.pages.length + 1) / (hits.length + 0.5)) : 0);
      const total = worth.reduce((sum, value) => sum + value, 0) || 1;
      const mine = new Map();
      found.forEach((hits, index) => { for (const hit of hits) mine.set(hit.page, (mine.get(hit.page) || 0) + worth[index] / total); });
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

  /* What is shown. */

  const el = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  };

  function marked(element, text, words) {
    const pattern = words.map((word) => Array.from(word, (char) => char.replace(/[.*+?^${}()|[\]\\\/-]/g, "\\$&")).join("\\s?")).join("|");
    const parts = pattern ? text.split(new RegExp("(" + pattern + ")", "gi")) : [text];
    parts.forEach((part, index) => element.appendChild(index % 2 ? el("mark", part) : document.createTextNode(part)));
  }

  /* The words to mark: those typed; where the page has none of them, those they were read as. */
  function wordsToMark(result, typed, text) {
    const stands = (word) => squeezed(text).includes(word);
    const here = typed.words.filter(stands);
    if (here.length) return here;
    const meant = result.meant.words.concat(result.meant.runs).filter(stands);
    return meant.length ? meant : [].concat(...typed.parts.concat(result.meant.parts)).filter((part) => part.length > 1 && stands(part));
  }

  const ENDS = "。！？；：，、,;!?¶…";

  /* A piece of text around a place in it, within its line if that says enough, cut where a clause begins and ends. */
  function excerpt(text, at, size) {
    const next = text.indexOf("¶", at + size), line = text.lastIndexOf("¶", at) + 1;
    const last = next < 0 || next - line < 24 ? text.length : next;
    let start = Math.max(line, at - 40), end = Math.min(last, start + 120);
    if (start > line) while (start < at && !ENDS.includes(text[start - 1])) start += 1;
    if (start === at && at > line) start = Math.max(line, at - 12);
    while (start > line && /[a-z0-9]/i.test(text[start]) && /[a-z0-9]/i.test(text[start - 1])) start -= 1;
    if (end < last) {
      let stop = end;
      while (stop > at + size && !ENDS.includes(text[stop])) stop -= 1;
      if (stop > at + size) end = stop;
      while (end < last && /[a-z0-9]/i.test(text[end]) && /[a-z0-9]/i.test(text[end - 1])) end += 1;
    }
    const piece = text.slice(start, end).replace(/^[。！？；：，、,;!?¶）”’》\s]+/, "").replace(/[；：，、,;:¶\s“‘（(《]+$/, "").replace(/¶/g, " ");
    return (start > line ? "…" : "") + piece + (end < last && !/[。！？]$/.test(piece) ? "…" : "");
  }

  /* Where a word stands in a text: the first place in a line that says something, else the first of all. */
  function findIn(text, word) {
    const pattern = new RegExp(Array.from(word, (char) => char.replace(/[.*+?^${}()|[\]\\\/-]/g, "\\$&")).join("[\\s¶]?"), "gi");
    let first = null, match;
    while ((match = pattern.exec(text))) {
      const found = { at: match.index, size: match[0].length, text: match[0] };
      const end = text.indexOf("¶", found.at + found.size);
      if ((end < 0 ? text.length : end) - text.lastIndexOf("¶", found.at) > 24) return found;
      first = first || found;
    }
    return first;
  }

  /* The text of a page as it was before every character became a word, and where its anchors stand in it. */
  function restored(page) {
    const tokens = page.raw_content.split(" "), starts = [];
    let text = "";
    for (const token of tokens) {
      starts.push(text.length);
      text += token.replace(/[\ua000-\ua009]/g, (sign) => SYMBOLS[sign.charCodeAt(0) - 0xa000]).replace(/␣/g, " ");
    }
    text = text.replace(/\.$/, ""); /* Pagefind ends every text with a full stop */
    return { text, anchors: page.anchors.map((anchor) => ({ id: anchor.id, at: starts[anchor.location] || 0 })) };
  }

  /* The address of a passage: its nearest anchor, and its words for kernels that can find them. */
  function passage(url, page, found) {
    const before = page.anchors.filter((anchor) => anchor.at <= found.at).pop();
    const words = found.text.replace(/¶/g, " ").trim();
    const fragment = before && before.at > 0 ? before.id : "";
    if ("fragmentDirective" in document) return url + "#" + fragment + ":~:text=" + encodeURIComponent(words).replace(/-/g, "%2D");
    return url + (fragment ? "#" + fragment : "");
  }

  function item(result, typed, position) {
    const entry = el("li");
    const link = el("a");
    const where = el("small");
    const words = el("p");
    entry.append(link, where);
    draw(entry, result, typed, { title: result.page.title, url: result.page.url });
    if (position === 0 && result.page.kind === "单位" && result.named >= 92) {
      const duties = el("a", "查看职责", "kx-chip kx-chip--lead");
      duties.href = link.href;
      entry.appendChild(duties);
    }
    entry.appendChild(words);
    const about = result.page.about;
    if (about) marked(words, about.length > 90 ? excerpt(about, 0, 0) : about, wordsToMark(result, typed, about));
    return entry;
  }

  function draw(entry, result, typed, known) {
    if (known.url === undefined) return;
    const link = entry.firstChild, page = result.page;
    entry.dataset.result = known.url;
    link.textContent = "";
    marked(link, known.title, wordsToMark(result, typed, known.title));
    link.href = new URL(known.url, base).href;
    entry.children[1].textContent = page.kind + (page.trail && page.trail !== page.kind ? " · " + page.trail : "") + (page.archived ? " · 存档" : "");
  }

  /* Results into a list. Those already shown for these words stay where they are, and so does the reader's place. */
  function lay(list, results, typed) {
    const shown = list.shownFor === typed.whole ? list.shown : new Map();
    const reader = list.contains(document.activeElement) && document.activeElement.closest("li").dataset.result;
    list.busy = true; /* what is taken away loses focus; that is not the reader leaving */
    [list.shownFor, list.shown] = [typed.whole, new Map()];
    results.forEach((result, index) => {
      const entry = shown.get(result.page) || item(result, typed, index);
      list.shown.set(result.page, entry);
      if (list.children[index] !== entry) list.insertBefore(entry, list.children[index] || null);
    });
    while (list.children.length > results.length) list.removeChild(list.lastChild);
    list.busy = false;
    const entries = Array.from(list.children);
    if (reader && !list.contains(document.activeElement)) {
      const again = entries.find((entry) => entry.dataset.result === reader) || entries[0];
      if (again) again.firstChild.focus();
    }
    return entries;
  }

  function empty(list) {
    list.textContent = list.shownFor = "";
  }

  /* Where the full text has the words, show the passage and lead to it. */
  async function detail(entry, result, typed, hit) {
    const title = result.page.title && squeezed(result.page.title);
    if (!hit || title && typed.words.every((word) => title.includes(word))) return;
    const found = await hit.data();
    const page = restored(found);
    if (!entry.dataset.result) draw(entry, result, typed, { url: found.meta.url, title: found.meta.title });
    const body = page.anchors.find((anchor) => anchor.id === "main") || { at: 0 };
    const rest = " ".repeat(body.at) + page.text.slice(body.at);
    const words = typed.words.concat(hit.meant.words, typed.runs, hit.meant.runs);
    const place = words.map((word) => findIn(rest, word)).find(Boolean);
    if (!place) return;
    const text = entry.lastChild;
    text.textContent = "";
    const piece = excerpt(page.text, place.at, place.size);
    marked(text, piece, wordsToMark(Object.assign({ meant: hit.meant }, result), typed, piece));
    entry.firstChild.href = passage(new URL(found.meta.url, base).href, page, place);
  }

  /* Recent searches stay on this device. */

  function recent() {
    try { return JSON.parse(localStorage.getItem("kx-recent") || "[]").filter((words) => typeof words === "string").slice(0, 8); } catch (error) { return []; }
  }

  function keep(words) {
    try {
      if (words === null) localStorage.removeItem("kx-recent");
      else if (words) localStorage.setItem("kx-recent", JSON.stringify([words].concat(recent().filter((known) => known !== words)).slice(0, 8)));
    } catch (error) { /* storage is closed: nothing is kept */ }
  }

  const address = (words) => new URL("search/?q=" + encodeURIComponent(words), base).href;

  function showRecent(box) {
    box.textContent = "";
    box.hidden = !recent().length;
    if (box.hidden) return;
    box.append("最近搜过");
    for (const words of recent()) {
      const link = el("a", words);
      link.href = address(words);
      box.append(" ", link);
    }
    const clear = el("button", "清除");
    clear.type = "button";
    clear.addEventListener("click", () => { keep(null); showRecent(box); });
    box.append(" ", clear);
  }

  /* Keys and input methods. While an input method composes, nothing is searched and Enter commits the candidate. */

  function listen(input, search) {
    let wait;
    const later = () => { clearTimeout(wait); wait = setTimeout(search, 20); };
    input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
    input.addEventListener("compositionend", later);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
  }

  /* Arrow keys go from the box through the results and back. */
  function walk(box, input, links) {
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape" && document.activeElement !== input) { input.focus(); event.preventDefault(); return; }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [input].concat(links());
      const at = stops.indexOf(document.activeElement);
      if (!step || at < 0 || !stops[at + step]) return;
      event.preventDefault();
      stops[at + step].focus();
    });
  }

  const OFFLINE = "搜索要用的文件没有取到，请检查网络后再试，或者从站点地图找。";

  function summary(found, query, count) {
    if (!count) return "没有找到“" + query + "”。" + (found.done ? "" : "正在找正文……");
    const best = found.results[0];
    const changed = best && (best.meant.how === "sound" || best.meant.how === "pinyin");
    const how = changed ? "，按“" + best.meant.words.join(" ") + "”找的" : found.results.some((result) => result.literal) ? "" : "，意思相近";
    return "找到 " + count + " 个页面" + how + (found.namesOnly ? "（这个浏览器只能按名称找，找不了正文）" : "") + "。";
  }

  /* The box in the header: the first results below it while one types. */
  function enablePanel(form) {
    const input = form.elements.q;
    const panel = el("div", "", "kx-panel"), said = el("p"), list = el("ol"), past = el("p", "", "kx-hot"), all = el("a", "全部结果", "kx-more");
    const map = el("a", "站点地图");
    map.href = new URL("sitemap/", base).href;
    said.setAttribute("role", "status");
    panel.append(said, past, list, all);
    panel.hidden = true;
    form.appendChild(panel);
    let turn = 0;
    listen(input, search);
    walk(form, input, () => Array.from(panel.querySelectorAll("a, button")).filter((link) => link.offsetParent));
    input.addEventListener("focus", search);
    form.addEventListener("submit", () => keep(input.value.trim()));
    form.addEventListener("focusout", (event) => { if (!list.busy && !form.contains(event.relatedTarget)) close(); });
    document.addEventListener("mousedown", (event) => { if (!form.contains(event.target)) close(); });
    input.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    list.addEventListener("click", () => keep(input.value.trim()));
    if (document.activeElement === input && !form.dataset.composing) search();

    function close() { turn += 1; panel.hidden = true; }

    async function search() {
      const mine = turn += 1, query = input.value.trim();
      if (!query) {
        empty(list);
        said.textContent = "";
        all.hidden = true;
        showRecent(past);
        panel.hidden = past.hidden;
        names().catch(() => {});
        return;
      }
      past.hidden = true;
      try {
        await answer(query, (found) => {
          if (mine !== turn) return;
          const best = found.results.slice(0, 7);
          lay(list, best, found.readings[0]).forEach((entry, index) => {
            if (!best[index].page.title && found.text) detail(entry, best[index], found.readings[0], found.text.get(best[index].page));
          });
          if (!found.results.length && !found.done) return;
          said.textContent = summary(found, query, found.results.length);
          if (!found.results.length) said.append("可以从", map, "找。");
          all.href = address(query);
          all.hidden = !found.results.length;
          panel.hidden = false;
        });
      } catch (error) {
        if (mine !== turn) return;
        empty(list);
        said.textContent = OFFLINE.slice(0, -8) + "，或者从";
        said.append(map, "找。");
        all.hidden = true;
        panel.hidden = false;
      }
    }
  }

  /* The search page: all results, sorted by kind, audience, topic and year; query and filters stand in the address. */
  function enablePage(form) {
    const input = form.elements.q;
    const one = (name) => document.querySelector("[data-kx-" + name + "]");
    const [list, count, none, sieve, sift, kinds, more, past, nearest, offline, popular] = ["results", "count", "none", "sieves", "narrow", "kinds", "rest", "recent", "nearest", "offline", "popular"].map(one);
    const FILTERS = ["kind", "audience", "topic", "year"];
    let turn = 0, filters = {}, last = null, wait;

    listen(input, () => { search(); clearTimeout(wait); wait = setTimeout(() => history.replaceState(null, "", here()), 300); });
    walk(document.querySelector("main"), input, () => Array.from(list.querySelectorAll("li > a:first-child")).filter((link) => link.offsetParent));
    form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(wait); keep(input.value.trim()); go(); search(); });
    list.addEventListener("click", () => keep(input.value.trim()));
    sift.addEventListener("change", (event) => { filters[event.target.name] = event.target.value; go(); show(last); });
    kinds.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      filters.kind = link.dataset.kind;
      go();
      show(last);
    });
    more.addEventListener("click", () => {
      const next = Array.from(list.querySelectorAll("li[hidden]")).slice(0, SHOWN);
      for (const entry of next) entry.hidden = false;
      more.hidden = !list.querySelector("li[hidden]");
      fill();
      next[0].firstChild.focus();
    });
    addEventListener("popstate", fromAddress);
    showRecent(past);
    fromAddress();

    function fromAddress() {
      const wanted = new URLSearchParams(location.search);
      input.value = wanted.get("q") || "";
      filters = {};
      for (const name of FILTERS) filters[name] = wanted.get(name) || "";
      if (input.value) search(); else { input.focus(); search(); names().catch(() => {}); }
    }

    function here(changes) {
      const query = new URLSearchParams();
      const wanted = Object.assign({ q: input.value.trim() }, filters, changes);
      for (const name of ["q"].concat(FILTERS)) if (wanted[name]) query.set(name, wanted[name]);
      return location.pathname + (String(query) ? "?" + query : "");
    }

    function go() {
      if (here() !== location.pathname + location.search) history.pushState(null, "", here());
    }

    async function search() {
      const mine = turn += 1, query = input.value.trim();
      offline.hidden = true;
      if (!query) { show(null); return; }
      list.setAttribute("aria-busy", "true");
      try {
        await answer(query, (found) => { if (mine === turn) show(Object.assign(found, { query })); });
      } catch (error) {
        if (mine !== turn) return;
        show(null);
        count.textContent = OFFLINE;
        offline.hidden = false;
      }
    }

    function fits(result, but) {
      return FILTERS.every((name) => name === but || !filters[name] || valuesOf(result.page, name).includes(filters[name]));
    }

    function valuesOf(page, name) {
      if (name === "kind") return [page.group];
      return name === "year" ? [page.year] : page[name + "s"].split(" ");
    }

    async function show(found) {
      last = found;
      const data = found && await names();
      const results = found ? found.results.filter((result) => fits(result)) : [];
      const typed = found && found.readings[0];
      if (!found) empty(list);
      else lay(list, results, typed).forEach((entry, index) => {
        const result = results[index];
        entry.hidden = index >= SHOWN;
        entry.fill = () => { entry.fill = null; return found.text && detail(entry, result, typed, found.text.get(result.page)); };
      });
      more.hidden = results.length <= SHOWN;
      count.textContent = found ? summary(found, found.query, results.length) : "";
      none.hidden = !found || !found.done || results.length > 0;
      popular.hidden = Boolean(found);
      sieve.hidden = !found || !found.results.length;
      if (found) sieves(found, data);
      nearest.hidden = !(found && found.nearest && found.nearest.length);
      if (!nearest.hidden) listNearest(found.nearest);
      if (!found || found.done) list.setAttribute("aria-busy", "false");
      if (found && found.done) fill();
    }

    function fill() {
      for (const entry of list.children) if (!entry.hidden && entry.fill) Promise.resolve(entry.fill()).catch(() => {});
    }

    function listNearest(results) {
      const items = nearest.querySelector("ul");
      items.textContent = "";
      for (const result of results) {
        const entry = el("li"), link = el("a", result.page.title);
        link.href = new URL(result.page.url, base).href;
        entry.appendChild(link);
        items.appendChild(entry);
      }
    }

    /* Every filter with how many results it would leave; a filter that would leave the choice as it is is not shown. */
    function sieves(found, data) {
      const counted = (name) => {
        const counts = new Map();
        for (const result of found.results) if (fits(result, name)) for (const value of valuesOf(result.page, name)) if (value) counts.set(value, (counts.get(value) || 0) + 1);
        if (filters[name] && !counts.has(filters[name])) counts.set(filters[name], 0);
        return Array.from(counts).sort((a, b) => name === "year" ? b[0] - a[0] : b[1] - a[1]);
      };
      kinds.textContent = "";
      const all = found.results.filter((result) => fits(result, "kind")).length;
      for (const [kind, number] of [["", all]].concat(counted("kind"))) {
        const link = el("a", kind || "全部", "kx-chip" + (filters.kind === kind ? " kx-chip--me" : ""));
        link.dataset.kind = kind;
        link.href = here({ kind });
        if (filters.kind === kind) link.setAttribute("aria-current", "true");
        link.appendChild(el("small", String(number)));
        kinds.appendChild(link);
      }
      for (const name of FILTERS.slice(1)) {
        const field = sift.elements[name], counts = counted(name);
        field.textContent = "";
        field.appendChild(el("option", "不限")).value = "";
        for (const [value, number] of counts) field.appendChild(el("option", (name === "year" ? value + " 年" : data[name + "s"][value] || value) + "（" + number + "）")).value = value;
        field.value = filters[name];
        field.closest("label").hidden = !counts.length;
      }
    }
  }

  if (HEADER) enablePanel(HEADER);
  if (PAGE) enablePage(PAGE);
})();
