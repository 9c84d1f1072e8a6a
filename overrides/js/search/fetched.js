/* Search, the first of the parts that become one script: the constants, and what is fetched when a search box gets focus. */

const HEADER = document.querySelector(".kx-find");
const PAGE = document.querySelector("[data-kx-search]");
const base = new URL("../", (PAGE || HEADER).action);
const STOP =
  /请问|怎么办|怎么样|怎么|怎样|咋办|咋样|咋|如何|什么时候|是什么|有什么|什么|为什么|为啥|是啥|谁来?负责|由谁负责|谁牵头|归谁管|谁来?管|找谁|几月几[日号]|几月份?|哪个月|时间|日期|(?:由|归)?哪个(?:部门|单位|局)来?(?:管|负责|牵头)?|是干什么的|干什么的?|干啥|哪一天|哪天|在哪[里儿]?|哪些|哪里|哪儿|哪个|多少|几号|是不是|能不能|可不可以|可以|应该|应当|要不要|需要|有没有|有哪些|注意|一下|一天|我想|我要|我家|吗|呢|吧|啊|呀|了/g;
const PRIOR = {
  措施: 5,
  应急: 5,
  文章: 4.5,
  任务: 3,
  行动: 3,
  工程: 3,
  保障: 3,
  单位: 2.5,
  人群: 0.5,
  主题: 0.5,
  资源: 1.5,
  方案: 1,
  转载: 0,
  说明: 1.5,
};
const GROUPS = { 行动: "任务", 工程: "任务", 保障: "任务", 节日: "活动", 应急: "文章", 人群: "专题", 主题: "专题" };
const WHO = /谁来?负责|谁牵头|谁来?管|哪个(?:部门|单位|局)|职责/;
const WHOM = /小孩子?|小朋友|孩子|娃娃|儿童|老人家?|老年人|爷爷|奶奶|爸妈|父母|家里人?|家人|我们?/g;
const CALL = /(?:什么|哪个)电话|电话是?多少|谁打电话|热线|号码/;
const HOTLINE = /(?<!\d)(?:1[12]\d|1\d{4}|9\d{4,5}|400\d{7})(?!\d)/g;
const PLACE = /在哪|哪里有|哪里能|哪里可以|附近/;
const OF_UNIT =
  /的?(?:职责|任务|联系方式|(?:联系)?电话|地址|在哪[里儿]?|是?(?:负责|管|做|干)(?:什么|哪些(?:事|工作|任务)?)的?)/g; /* what is asked of a unit by its name */
const SHOWN = 30;
const LONGEST = 40,
  READ = 1000,
  TELLING = 6; /* a query has so many characters; of a longer text so many are read, and so many words searched for */
const clock = window.kxClock;
const PATIENCE = 20000; /* after so many milliseconds a file counts as not to be had: a network that swallows requests says nothing */

/* What is fetched, each once; after a failure the next search tries again. */

const fetched = {};

function once(name, get) {
  if (!fetched[name])
    fetched[name] = get().catch((error) => {
      delete fetched[name];
      throw error;
    });
  return fetched[name];
}

async function json(path) {
  const stop = new AbortController(),
    timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(new URL(path, base), { signal: stop.signal });
    if (!answer.ok) throw new Error(path);
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
}

const names = () => once("names", async () => prepared(await json("search/names.json")));
const hanzi = () => once("hanzi", async () => sounded(await json("search/hanzi.json")));

function prepared(data) {
  data.pages = data.pages.map(
    ([id, kind, year, audiences, topics, archived, url, title, trail, aliases, keywords, about]) => {
      const page = { id, kind: data.kinds[kind], year, audiences, topics, archived, url, title };
      page.group = GROUPS[page.kind] || page.kind;
      page.guide = /^(guide|api)\//.test(url || ""); /* for editors */
      page.hub = data.hubs.includes(url); /* a list of others */
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
      page.terms = (audiences + " " + topics)
        .split(" ")
        .map((id) => data.audiences[id] || data.topics[id] || "")
        .join("\n");
      page.all = page.own + "\n" + page.terms;
      return page;
    },
  );
  data.everything = data.pages.map((page) => page.own).join("\n");
  data.synonyms = data.synonyms.map((words) => words.map(squeezed));
  data.means = new Map();
  for (const words of data.synonyms) {
    const cut = words.indexOf("");
    for (const typed of words.slice(0, cut))
      data.means.set(typed, (data.means.get(typed) || []).concat(words.slice(cut + 1)));
  }
  data.missing = new Map();
  for (const [group, call, topic] of data.unwritten) {
    const words = data.synonyms[group],
      cut = words.indexOf("");
    for (const typed of words.slice(0, cut))
      data.missing.set(typed, { typed, call, topic, means: words.slice(cut + 1) });
  }
  data.longest = Math.max(0, ...Array.from(data.means.keys(), (typed) => typed.length));
  data.known = new Map();
  data.starts = [];
  data.text.lengths.reduce((start, length, number) => {
    data.starts.push(start);
    data.pages[number].length = length;
    return start + length + 1;
  }, 0);
  data.byId = new Map(data.pages.filter((page) => page.id).map((page) => [page.id, page]));
  data.idLength = Math.max(0, ...Array.from(data.byId.keys(), (id) => id.length));
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
  const sounds = new Map(),
    simple = new Map(),
    pairs = Array.from(data.simplified);
  for (const syllable of Object.keys(data.syllables)) {
    for (const char of data.syllables[syllable]) sounds.set(char, (sounds.get(char) || []).concat(syllable));
  }
  for (let at = 0; at < pairs.length; at += 2) simple.set(pairs[at], pairs[at + 1]);
  sounds.blurred = new Map(
    Array.from(sounds, ([char, syllables]) => [char, Array.from(new Set(syllables.map(blurred)))]),
  );
  return { sounds, simple };
}
