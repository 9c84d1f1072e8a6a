/* What the search script understands of a query, and how it ranks: without a browser, on a list of names made up here.
   KX_SCRIPT is the script as the build writes it; tests/test_scripts.py runs this. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const element = { action: "https://example.gov.cn/kepu/search/", dataset: {} };
const context = createContext({
  ...{ URL, AbortController, TextDecoder, TextEncoder, setTimeout, clearTimeout },
  document: { querySelector: (selector) => (selector === "form[role=search]" ? element : null) },
  location: { pathname: "/kepu/search/" },
  kxClock: { today: () => "2026-11-30" },
  fetch: async (url) => ({ ok: url.endsWith(script("HANZI_FILE")), json: async () => HANZI }),
});
runInContext(readFileSync(process.env.KX_SCRIPT, "utf8"), context);
const script = (name) => runInContext(name, context);
const plain = (value) => JSON.parse(JSON.stringify(value));

const HANZI = {
  syllables: { di: "地", zhen: "震针", ke: "科", pu: "普", xie: "协", xian: "咸", an: "安", zhong: "中", xin: "心馨" },
  simplified: "東东處处",
};
const PAGES = [
  { kind: "unit", url: "units/kexie/", title: "区科协", aliases: ["区科学技术协会"], keywords: ["科普中心"] },
  { kind: "unit", url: "units/jiaoyuju/", title: "区教育局" },
  { kind: "measure", url: "measures/youth-1/", title: "开展校园科普", keywords: ["学校"], trail: "青少年行动" },
  { kind: "action", url: "actions/youth/", title: "青少年行动", audiences: "youth" },
  { kind: "emergency", url: "articles/earthquake/", title: "地震了怎么办", aliases: ["地震"], topics: "disaster" },
  { kind: "article", url: "articles/rumours/", title: "地震谣言怎么分辨", keywords: ["谣言"], topics: "disaster" },
  { kind: "resource", url: "resources/hotline-12320/", title: "12320 卫生热线", keywords: ["心理援助"] },
  { kind: "topic", url: "topics/disaster/", title: "地震和防灾" },
  { kind: "about", url: "guide/daily/", title: "怎样写天天科普", keywords: ["写地震"] },
  { kind: "event", url: "events/old/", title: "防灾演练", year: "2020" },
  { kind: "event", url: "events/new/", title: "防灾演练", year: "2026" },
];

/** What search fetches first, of these pages. */
function namesOf(pages) {
  const kinds = Array.from(new Set(pages.map((page) => page.kind)));
  const trails = ["", ...new Set(pages.flatMap((page) => page.trail || []))];
  const fields = (page) => ({
    ...{ year: "", audiences: "", topics: "", archived: 0 },
    ...{ ...page, kind: kinds.indexOf(page.kind), trail: trails.indexOf(page.trail || "") },
    aliases: (page.aliases || []).join(script("LIST_SIGN")),
  });
  return {
    ...{ kinds, trails, hubs: ["topics/disaster/"], audiences: { youth: "青少年" }, topics: { disaster: "防灾减灾" } },
    pages: script("ROWS").page.map((field) => pages.map((page) => fields(page)[field])),
    ...{ keywords: "0", text: { list: "0", ids: "0" } },
  };
}

/** What it fetches next. */
const keywordsOf = (pages) => ({
  keywords: pages.map((page) => (page.keywords || []).join(script("LIST_SIGN"))).join("\n"),
  synonyms: "小孩|娃>青少年\n心烦|睡不着>心理援助",
  unwritten: [[1, "12320", "disaster", ""]],
});

/** Pages with all that search knows of them. */
const known = (pages) => script("withKeywords")(script("prepared")(namesOf(pages)), keywordsOf(pages));
const data = known(PAGES);

/** What a query may mean, where these words stand in the text of some page. */
const readings = (query, ...inText) =>
  script("readingsOf")(data, query, undefined, async (words) => words.filter((word) => inText.includes(word)));

/** A test for each row: what is given, and what the function makes of it. */
function table(title, rows, make) {
  for (const [given, expected] of rows) {
    test(title + ": " + JSON.stringify(given), async () => assert.deepEqual(plain(await make(given)), expected));
  }
}

table(
  "text is compared half-width, in figures and without signs",
  [
    ["ＰＭ２．５ 超标！", "pm2.5超标"],
    ["五月十二日", "5月12日"],
    ["5月12号", "5月12日"],
    ["十二月的活动", "12月的活动"],
    ["互联网+科普", "互联网+科普"],
    ["明年、下个月", "2027年12月"],
    ["上个月", "10月"],
    ["- 地震 -", "地震"],
  ],
  (text) => script("squeezed")(text),
);

table(
  "words that only ask are no words",
  [
    ["地震了怎么办", { words: ["地震了怎么办"], runs: ["地震"], core: "地震" }],
    ["怎么办", { words: ["怎么办"], runs: ["怎么办"], core: "怎么办" }],
    ["地震 怎么办", { words: ["地震"], runs: ["地震"], core: "地震" }],
  ],
  (text) => {
    const { words, runs, core } = script("reading")(script("wordsOf")(text), 1, "typed");
    return { words, runs, core };
  },
);

table(
  "a run falls into pairs and threes",
  [
    ["科普站", ["科普", "普站", "科普站"]],
    ["e站", ["e站"]],
    ["pm2.5", ["pm2.5"]],
  ],
  (run) => script("partsOf")(run),
);

table(
  "what a query may mean",
  [
    ["地震", [["地震", "typed"]]],
    ["娃防灾", [["娃防灾", "typed"], ["青少年 防灾", "synonym"]]], // prettier-ignore
    ["東", [["东", "simplified"]]], // prettier-ignore
    ["dizhen", [["dizhen", "typed"], ["地震", "pinyin"]]], // prettier-ignore
    ["科普中馨", [["科普中馨", "typed"], ["科普中心", "sound"]]], // prettier-ignore
    ["区教育局的职责", [["区教育局的职责", "typed"], ["区教育局", "typed"]]], // prettier-ignore
  ],
  async (query) => {
    const found = await readings(query);
    return found.slice(0, 2).map(({ words, how }) => [words.join(" "), how]);
  },
);

test("what some text says just so holds no slip", async () => {
  const ways = async (...inText) => plain((await readings("科普中馨", ...inText)).map(({ how }) => how));
  assert.ok((await ways()).includes("sound"));
  assert.deepEqual(await ways("科普中馨"), ["typed"]);
});

table(
  "before keywords are there, only a name answers that nothing can come before",
  [
    ["区科协", ["units/kexie/"]],
    ["防灾演练", ["events/new/", "events/old/"]],
    ["谣言", []], // a keyword
    ["地震谣言", []], // not the whole name
    ["12320 卫生热线", []], // a number
    ["地震了怎么办", []], // a question
    ["怎样写天天科普", []], // for editors
  ],
  (query) => {
    const { results } = script("namedFor")(script("prepared")(namesOf(PAGES)), query);
    const whole = script("askNames")(data, [script("reading")([query], 1, "typed")], query).slice(0, results.length);
    assert.deepEqual(...[results, whole].map((found) => plain(found.map(({ page, value }) => [page.url, value]))));
    return results.map(({ page }) => page.url);
  },
);

table(
  "letters lose their tones",
  [
    ["dìzhèn", "dizhen"],
    ["lǜ", "lv"],
    ["di4zhen4", "dizhen"],
    ["pm25", "pm25"],
  ],
  (word) => script("plainLetters")(word),
);

table(
  "of a long text its telling words are searched for",
  [
    ["请大家注意，" + "我听说今天夜里要有地震，".repeat(5), "地震"],
    ["甲乙丙丁".repeat(20), "甲乙丙丁".repeat(10)],
  ],
  (text) => script("asked")(data, text).text,
);

table(
  "the first answers by name",
  [
    ["区科协", "units/kexie/"], // the unit of that name
    ["教育局", "units/jiaoyuju/"], // without its district
    ["地震", "articles/earthquake/"], // another name, before a title that only begins with it, and before the topic
    ["地震谣言", "articles/rumours/"],
    ["谣言", "articles/rumours/"], // a keyword that the title holds
    ["校园科普谁负责", "measures/youth-1/"], // to the question who, those who answer
    ["12320", "resources/hotline-12320/"], // the number of a hotline
    ["心理援助打什么电话", "resources/hotline-12320/"],
    ["防灾演练", "events/new/"], // of two years the nearer
  ],
  async (query) => {
    return script("askNames")(data, await readings(query), query)[0].page.url;
  },
);

test("guides for editors and lists of others come last", async () => {
  const urls = script("last")(script("askNames")(data, await readings("地震"), "地震")).map(({ page }) => page.url);
  assert.deepEqual(plain(urls.slice(-2)), ["topics/disaster/", "guide/daily/"]);
});

test("a page is worth more, the more of its name was typed", () => {
  const page = data.pages.find(({ url }) => url === "articles/rumours/");
  const worth = (words) => script("score")(data, page, script("reading")([words], 1, "typed")).value;
  const values = ["地震谣言怎么分辨", "地震谣言", "分辨", "防灾", "学校"].map(worth);
  assert.deepEqual(
    values,
    values.slice().sort((one, other) => other - one),
  );
});

test("an older plan comes after the current one", () => {
  const [page] = data.pages;
  const meant = script("reading")(["区科协"], 1, "typed");
  const now = script("score")(data, page, meant).value;
  const then = script("score")(data, { ...page, archived: 1 }, meant).value;
  assert.equal(then - now, script("WEIGHTS").archived);
});

test("nobody has written about it: that is said, with whom to call", () => {
  const missing = script("unwritten")(data, ["睡不着怎么办"]);
  assert.deepEqual(
    [missing.typed, missing.call, missing.alone, missing.page.url],
    ["睡不着", "12320", true, "topics/disaster/"],
  );
  assert.equal(script("unwritten")(data, ["地震"]), null);
});

test("without the full text the names answer", async () => {
  const told = [];
  for (const name of ["names", "keyed"]) runInContext("fetched", context)[name] = Promise.resolve(data);
  await script("answer")("校园", (found) => told.push(found));
  const found = told.pop();
  assert.deepEqual([found.done, found.namesOnly, found.results[0].page.url], [true, true, "measures/youth-1/"]);
});

test("a page may be without a title", () => {
  const [page] = known([{ ...PAGES[0], url: null, title: null, aliases: [] }]).pages;
  assert.deepEqual([page.number, page.title, page.url, page.kind], [0, null, null, "unit"]);
  assert.deepEqual(plain(script("namedFor")(known(PAGES), "区科协").results), []);
});

table(
  "numbers are steps from each to the next",
  [
    ["", []],
    ["w_1wy", [0, 31, 63, 65]],
  ],
  (text) => script("decoded")(text),
);

table(
  "an excerpt is cut where a clause begins and ends",
  [
    ["前一句" + "说了许多话".repeat(9) + "，然后地震来了，大家都出去。", "…然后地震来了，大家都出去。"],
    ["短¶地震来了", "地震来了"],
  ],
  (text) => script("excerpt")(text, text.indexOf("地震"), 2),
);

table(
  "the query of an address, whatever its codes",
  [
    ["?q=%E5%9C%B0%E9%9C%87", "地震"],
    ["?q=%B5%D8%D5%F0", "地震"],
    ["?q=%E5%9C%B0%E9%9C", "地"],
    ["?x=1", ""],
  ],
  (search) => script("fromAddress")(search),
);

table(
  "only what is chosen stands in an address",
  [
    [{ q: "地震", kind: "" }, "/kepu/search/?q=%E5%9C%B0%E9%9C%87"],
    [{ q: "" }, "/kepu/search/"],
  ],
  (values) => {
    context.URLSearchParams = URLSearchParams;
    return script("addressWith")(values);
  },
);
