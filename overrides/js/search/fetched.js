/* Search, the first part: constants, and what is fetched when a search box gets focus. */

const PAGE = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-kx-search]"));
const base = new URL("../", /** @type {HTMLFormElement} */ (the("form[role=search]")).action);
/* Words that only ask. */
const STOP = new RegExp(
  [
    "请问|怎么办|怎么样|怎么|怎样|咋办|咋样|咋|如何|什么时候|是什么|有什么|什么|为什么|为啥|是啥|谁来?负责|由谁负责|谁牵头",
    "归谁管|谁来?管|找谁|几月几[日号]|几月份?|哪个月|时间|日期|(?:由|归)?哪个(?:部门|单位|局)来?(?:管|负责|牵头)?",
    "是干什么的|干什么的?|干啥|哪一天|哪天|在哪[里儿]?|哪些|哪里|哪儿|哪个|多少|几号|是不是|能不能|可不可以|可以|应该",
    "应当|要不要|需要|有没有|有哪些|注意|一下|一天|我想|我要|我家|吗|呢|吧|啊|呀|了",
  ].join("|"),
  "g",
);
const WHO = /谁来?负责|谁牵头|谁来?管|哪个(?:部门|单位|局)|职责/;
const WHOM = /小孩子?|小朋友|孩子|娃娃|儿童|老人家?|老年人|爷爷|奶奶|爸妈|父母|家里人?|家人|我们?/g;
const CALL = /(?:什么|哪个)电话|电话是?多少|谁打电话|热线|号码/;
const HOTLINE = /(?<!\d)(?:1[12]\d|1\d{4}|9\d{4,5}|400\d{7})(?!\d)/g;
const PLACE = /在哪|哪里有|哪里能|哪里可以|附近/;
/* What is asked of a unit by its name. */
const OF_UNIT = new RegExp(
  "的?(?:职责|任务|联系方式|(?:联系)?电话|地址|在哪[里儿]?|是?(?:负责|管|做|干)(?:什么|哪些(?:事|工作|任务)?)的?)",
  "g",
);
const ANSWERABLE = ["task", "measure", "unit"]; /* the groups of pages that say who answers for something */
const SHOWN = 30; /* results at first, and at each press of the button */
const LONGEST = 40; /* characters that a query has */
const READ = 1000; /* characters that are read of a longer text */
const TELLING = 6; /* words of it that are searched for */
const PATIENCE = 20000; /* milliseconds; a network that swallows requests says nothing */

/* What is fetched, each once; after a failure the next search tries again. */

/** @type {Record<string, Promise<any>>} */
const fetched = {};

/** @type {<T>(name: string, get: () => Promise<T>) => Promise<T>} */
function once(name, get) {
  if (!fetched[name]) {
    fetched[name] = get().catch((error) => {
      delete fetched[name];
      throw error;
    });
  }
  return fetched[name];
}

/** @type {(path: string) => Promise<any>} */
async function json(path) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(String(new URL(path, base)), { signal: stop.signal });
    if (!answer.ok) throw new Error(path);
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
}

const names = () => once("names", async () => prepared(await json(NAMES_FILE)));

/** Names with all else that pages are found by. @type {() => Promise<Data>} */
const keyed = () =>
  once("keyed", async () => {
    const data = await names();
    return withKeywords(data, await json(KEYWORDS_FILE + "." + data.keywords + ".json"));
  });

/** What sounds alike, and the script that knows what to do with it. @type {() => Promise<Hanzi>} */
const hanzi = () =>
  once("hanzi", async () => {
    const [tables] = await Promise.all([json(HANZI_FILE), typeof sounded === "function" || run(SOUNDS_SCRIPT)]);
    return sounded(tables);
  });

/** @type {(path: string) => Promise<unknown>} */
const run = (path) =>
  new Promise((done, fail) => {
    const script = document.head.appendChild(el("script"));
    script.onload = done;
    script.onerror = () => {
      script.remove();
      fail(new Error(path));
    };
    script.src = new URL(path, base).href;
  });

/**
 * A row of a list as an object.
 * @type {<K extends keyof Rows>(kind: K, row: any[]) => Rows[K]}
 */
const named = (kind, row) => /** @type {any} */ (Object.fromEntries(row.map((value, at) => [ROWS[kind][at], value])));

/** What is fetched first, as it is searched. @type {(data: NamesFile) => Data} */
function prepared(data) {
  const { audiences, topics, keywords, text, before = [] } = data;
  const pages = data.pages[0].map((value, number) => {
    const row = data.pages.map((column) => column[number]);
    return indexed(data, named("page", row), number);
  });
  const empty = { means: new Map(), missing: new Map(), starts: [], everything: "", longest: 0, known: new Map() };
  return { ...{ audiences, topics, keywords, text, before, pages, keyed: false }, ...empty };
}

/** The same with what is fetched next. @type {(data: Data, file: KeywordsFile) => Data} */
function withKeywords(data, file) {
  const keywords = file.keywords.split("\n");
  for (const page of data.pages) note(page, listed(keywords[page.number]));
  const synonyms = file.synonyms.split("\n").map((row) => {
    const [typed, means] = row.split(SYNONYM_SIGN);
    return { typed: plainNames(typed), means: plainNames(means) };
  });
  /** @type {Map<string, string[]>} */
  const means = new Map();
  for (const group of synonyms) {
    for (const typed of group.typed) means.set(typed, (means.get(typed) || []).concat(group.means));
  }
  const missing = new Map();
  for (const row of file.unwritten) {
    const { group, call, topic, summed } = named("unwritten", row);
    const { means, typed: all } = synonyms[group];
    const spoken = listed(summed);
    for (const typed of all) missing.set(typed, { typed, call, topic, means, summed: spoken.includes(typed) });
  }
  const everything = data.pages.map((page) => page.own).join("\n");
  const longest = Math.max(0, ...Array.from(means.keys(), (typed) => typed.length));
  return Object.assign(data, { means, missing, everything, longest, known: new Map(), keyed: true });
}

/** @type {(data: NamesFile, row: Rows["page"], number: number) => IndexedPage} */
function indexed(data, row, number) {
  const { year, audiences, topics, archived, url, title } = row;
  const kind = data.kinds[row.kind];
  const trail = data.trails[row.trail || 0] || "";
  const plainTitle = squeezed(title || "");
  const short = kind === "unit" ? shortOf(plainTitle) : [];
  const calls = [plainTitle].concat(listed(row.aliases), short);
  const ids = (audiences + " " + topics).split(" ");
  const terms = ids.map((term) => data.audiences[term] || data.topics[term] || "").join("\n");
  const page = {
    ...{ number, kind, year, audiences, topics, archived, url, title, trail, terms },
    names: calls,
    group: GROUPS[kind] || kind,
    guide: EDITORS.some((folder) => (url || "").startsWith(folder)),
    hub: data.hubs.includes(url || "") /* a list of others */,
    plainTrail: squeezed(trail),
    ...{ keys: [], called: "", own: "", all: "", length: 0 },
  };
  return note(page, []);
}

/** The page with its keywords. @type {(page: IndexedPage, keys: string[]) => IndexedPage} */
function note(page, keys) {
  const called = page.names.concat(keys).join("\n");
  const own = called + "\n" + page.plainTrail;
  return Object.assign(page, { keys, called, own, all: own + "\n" + page.terms });
}

/** Names of one field as they are compared. @type {(names?: string) => string[]} */
const plainNames = (names) => (names || "").split(LIST_SIGN).filter(Boolean).map(squeezed);

/** Names as they are compared, those with a plus sign without it too: 互联网+科普. @type {(names?: string) => string[]} */
function listed(names) {
  const found = plainNames(names);
  return found.concat(found.filter((name) => name.includes("+")).map((name) => name.replace(/\+/g, "")));
}

/** 区教育局 is asked for as 教育局 and as 教育, 汀泗桥镇 as 汀泗桥. @type {(name: string) => string[]} */
function shortOf(name) {
  const inner = name.replace(/^区委?(?=..)/, "");
  return [inner, inner.replace(/(..)(局|镇|乡|街道)$/, "$1")].filter((short) => short !== name);
}
