/* What is written into what is said. Voices read plain numbers well; a table says for all else how a person would read
   it: telephone numbers digit by digit with 幺 for 1, years and days, ranges, units and signs as words.
   tests/scripts/spoken.tsv shows it by example. No lookbehind: Safari before 16.4 does not read it. */

const SAID_DIGITS = "零一二三四五六七八九";
/** @type {(digits: string) => string} */
const saidYear = (digits) => digits.replace(/\d/g, (digit) => SAID_DIGITS[Number(digit)]);
/** @type {(number: string) => string} */
const saidPhone = (number) =>
  saidYear(number)
    .replace(/一/g, "幺")
    .replace(/[-\s]+/g, "，");

const SAID_UNITS = {
  "km/h": "公里每小时",
  "m/s": "米每秒",
  "mg/kg": "毫克每公斤",
  "mg/L": "毫克每升",
  "g/L": "克每升",
  "mmol/L": "毫摩尔每升",
  mmHg: "毫米汞柱",
  kWh: "度",
  kcal: "千卡",
  km: "公里",
  cm: "厘米",
  mm: "毫米",
  μm: "微米",
  "m²": "平方米",
  "m³": "立方米",
  m: "米",
  kg: "公斤",
  mg: "毫克",
  μg: "微克",
  g: "克",
  ml: "毫升",
  mL: "毫升",
  L: "升",
  kV: "千伏",
  kW: "千瓦",
  V: "伏",
  W: "瓦",
  dB: "分贝",
  min: "分钟",
  h: "小时",
  s: "秒",
};
/** A unit after a number, the longer before the shorter; not the beginning of a word. */
const SAID_UNIT = new RegExp(
  "(\\d)\\s*(" + Object.keys(SAID_UNITS).join("|").replace("/", "\\/") + ")(?![A-Za-z0-9])",
  "g",
);

/* Before these a number is an amount, and after these a reading: no hotline. */
const COUNTED =
  /^\s?(?:(?:平方|立方|多|余|来)?(?:厘|毫|公|千|海|分)?(?:米|里|克|升|斤)|[万亿元年月日天岁人次个下条号项章页名家所篇度倍秒吨亩届版期例件户座台只步级℃%％至到]|分钟|小时|[A-Za-z])/;
const MEASURED = /(?:[压升降涨高]到|[血高低收舒]压|心率|脉搏|每分钟|大约|超过|[低高大小]于|第|达到)\s*$/;

/**
 * What is written, and how it is said; one after the other.
 * @type {[RegExp, string | ((...found: any[]) => string)][]}
 */
const SAYINGS = [
  /* Addresses nobody can keep by ear. */
  [/(?:https?:\/\/|www\.)[\w./?=&%#~:-]+|[\w-]+(?:\.[\w-]+)*\.(?:cn|com|org|net)\b[\w./?=&%#~:-]*/gi, "网址"],
  /* Standards and documents: GB 17761—2024, 国办发〔2024〕191号. */
  [
    /GB(?:\s?\/\s?T)?\s*(\d+(?:\.\d+)?)\s*[—–-]\s*(\d{4})/g,
    (_, number, year) => "国标" + saidYear(number.replace(".", "点")) + "，" + saidYear(year) + "年版",
  ],
  [/[〔[](\d{4})[〕\]]/g, (_, year) => saidYear(year) + "，"],
  /* Telephone numbers: with an area code, 400, mobile, then hotlines that no amount follows. */
  [
    /(^|[^\d.])((?:0\d{2,3}[-\s]?\d{7,8}|[48]00-?\d{3}-?\d{4}|1[3-9]\d{9})(?:-\d{1,4})?)(?!\d)/g,
    (_, before, number) => before + saidPhone(number),
  ],
  [
    /(^|[^\d.,:：/~～—–-])(110|119|120|122|1[02]\d{3}|9[56]\d{3})(?![\d]|[.,:：/~～—–-]\s?\d)/g,
    (found, before, number, at, whole) => {
      const end = at + found.length;
      const amount = COUNTED.test(whole.slice(end)) || MEASURED.test(whole.slice(0, at) + before);
      return amount ? found : before + saidPhone(number);
    },
  ],
  /* Days, years, times of the day. */
  [
    /(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g,
    (_, year, month, day) => saidYear(year) + "年" + Number(month) + "月" + Number(day) + "日",
  ],
  [
    /((?:1[89]|20)\d\d)\s*[—–~～-]+\s*((?:1[89]|20)\d\d)(?=\s*(?:年|学年))/g,
    (_, first, last) => saidYear(first) + "到" + saidYear(last),
  ],
  [/(^|[^\d.])((?:1[89]|20)\d\d)(?=\s*(?:年|学年|版))/g, (_, before, year) => before + saidYear(year)],
  [
    /(^|[^\d:：])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:：])/g,
    (_, before, hour, minute) =>
      before +
      Number(hour) +
      "点" +
      (minute === "00" ? "" : minute[0] === "0" ? "零" + minute[1] + "分" : minute + "分"),
  ],
  /* Degrees below zero; then ranges: 3—5天, 9月—11月, 30%～50%, 周一～周五. */
  [
    /(^|[^\d\w℃%年月日点分])[-−](\d+(?:\.\d+)?)(?=\s*(?:℃|°C|(?:[~～—–-]|到|至)+\s*[-−]?\d+(?:\.\d+)?\s*(?:℃|°C)))/g,
    "$1零下$2",
  ],
  [/([~～—–]|到|至)\s*[-−](\d+(?:\.\d+)?)(?=\s*(?:℃|°C))/g, "到零下$2"],
  [/([\d年月日号时点分℃%％]|°C|周[一二三四五六日]|星期[一二三四五六日])\s*[~～—–-]+\s*(?=\d|零下|周|星期)/g, "$1到"],
  [/[~～]/g, "到"],
  /* Shares, ratios, parts. */
  [/(\d),(?=\d{3}(?!\d))/g, "$1"],
  [/(\d+(?:\.\d+)?)到(\d+(?:\.\d+)?)\s*[%％]/g, "百分之$1到$2"],
  [/(\d+(?:\.\d+)?)\s*[%％]/g, "百分之$1"],
  [/(\d+(?:\.\d+)?)\s*‰/g, "千分之$1"],
  [/(\d+)\s*[:：]\s*(\d+)/g, "$1比$2"],
  [/(\d+)\/(\d+)/g, (_, part, whole) => (Number(part) < Number(whole) ? whole + "分之" + part : part + "，" + whole)],
  /* Units and signs. */
  [/\s?(?:℃|°C)/g, "摄氏度"],
  [/㎡/g, "平方米"],
  [SAID_UNIT, (_, digit, unit) => digit + SAID_UNITS[/** @type {keyof typeof SAID_UNITS} */ (unit)]],
  [/([次元克升滴个])\/([分秒天日月年升])(?:钟)?/g, "$1每$2"],
  [/≥/g, "不小于"],
  [/≤/g, "不大于"],
  [/[>＞]/g, "大于"],
  [/[<＜]/g, "小于"],
  [/±/g, "正负"],
  [/(\d)\s*[×xX*]\s*(?=\d)/g, "$1乘"],
  [/(\d)\s*[+＋]\s*(?=\d)/g, "$1加"],
  [/(\d)\s*[=＝]\s*(?=\d)/g, "$1等于"],
  [/&/g, "和"],
  [/[①②③④⑤⑥⑦⑧⑨⑩]/g, (sign) => "①②③④⑤⑥⑦⑧⑨⑩".indexOf(sign) + 1 + "，"],
  /* What is left separates. */
  [/和\/或/g, "或者"],
  [/(?:——|—|–|→|…|\||\s·\s|\/)+/g, "，"],
  [/[·“”"‘’「」『』《》〈〉*#_^`↗✓✕]/g, ""],
  [/[（(【[]/g, "，"],
  [/[）)】\]]/g, "，"],
  [/\s+/g, " "],
  [/([\u3400-\u9fff，。；！？、：])\s(?=[\u3400-\u9fff\d])|(\d)\s(?=[\u3400-\u9fff])/g, "$1$2"],
  [/[，、]+(?=[，。；！？：])|^[，、\s]+|[，、\s]+$/g, ""],
];

/** @type {(words: string) => string} */
function spoken(words) {
  return SAYINGS.reduce((said, [written, saying]) => said.replace(written, /** @type {string} */ (saying)), words);
}
