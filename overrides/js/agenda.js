/* Puts what is on into its place on the day it is read. Pages are in order without this; nothing is fetched. */
const OVER = "已结束";
const ONGOING = "正在进行";
const ANYBODY = "人人都可以参加";
const ONE_DAY = 24 * 3600 * 1000;
let agendaDay = "";

/** The first and the last day of an item. @type {(item: HTMLElement) => { first: string, last: string }} */
const daysOf = ({ dataset }) => ({ first: dataset.first || "", last: dataset.last || "" });

/**
 * The caption under which an item stands. What is for the chosen audience comes before what is for everybody.
 * @type {(item: HTMLElement, audience: string) => string}
 */
function captionOf(item, audience) {
  const { first, last } = daysOf(item);
  if (last < agendaDay) return OVER;
  if (audience && !item.dataset.audience) return ANYBODY;
  if (first < agendaDay) return ONGOING;
  return first.slice(0, 4) + "年" + Number(first.slice(5, 7)) + "月";
}

/**
 * How an item stands today. By a clock that is wrong no days are counted.
 * @type {(item: HTMLElement) => string}
 */
function stateOf(item) {
  const { first, last } = daysOf(item);
  if (last < agendaDay) return OVER;
  if (first <= agendaDay) return first === last ? "今天" : ONGOING;
  return kxClock.early() ? "" : "还有 " + daysUntil(first) + " 天";
}

/**
 * Sorts by what `keyOf` gives.
 * @type {(keyOf: (item: HTMLElement) => string) => (one: HTMLElement, other: HTMLElement) => number}
 */
const by = (keyOf) => (one, other) => Number(keyOf(one) > keyOf(other)) - Number(keyOf(one) < keyOf(other));

/** @type {(day: string) => number} */
const daysUntil = (day) => Math.round((Date.parse(day) - Date.parse(agendaDay)) / ONE_DAY);

/**
 * Where an item stands on the first page: local events till Sunday before a week that has long begun, then local events
 * till the end of next week, then all by first day.
 * @type {(item: HTMLElement) => string}
 */
function rankOf(item) {
  const { first } = daysOf(item);
  const near = "observance" in item.dataset ? 2 : first <= daysMeant("weekend")[1] && !("long" in item.dataset) ? 0 : 1;
  return (first <= daysMeant("next")[1] ? near : 2) + first;
}

/** What is over last, then by first day. @type {(item: HTMLElement) => string} */
const orderOf = (item) => Number(daysOf(item).last < agendaDay) + daysOf(item).first;

/**
 * By a late clock that is more than a year after the last day that the page knows, the list stays as it was built.
 * @type {(items: HTMLElement[]) => boolean}
 */
const beyond = (items) =>
  kxClock.late() &&
  items.length > 0 &&
  items.every((item) => Date.parse(daysOf(item).last) + 366 * ONE_DAY < Date.parse(agendaDay));

function refreshAgenda() {
  agendaDay = kxClock.today();
  const dated = all("[data-first]");
  if (beyond(dated)) return;
  for (const item of dated) {
    const state = stateOf(item);
    item.toggleAttribute("data-over", state === OVER);
    for (const tag of all("[data-state]", item)) {
      tag.textContent = state;
      tag.hidden = !state;
    }
  }
  for (const section of all("[data-kx-groups]")) regroup(section);
  for (const box of all("[data-kx-today]")) showToday(box);
  for (const cell of all("[data-day]")) {
    if (cell.dataset.day === agendaDay) cell.setAttribute("aria-current", "date");
    else cell.removeAttribute("aria-current");
  }
  for (const link of /** @type {HTMLAnchorElement[]} */ (all("[data-kx-month]"))) {
    if (!kxClock.late()) link.href = link.dataset.kxMonth + agendaDay.slice(0, 7).replace("-", "/") + "/";
  }
  document.dispatchEvent(new Event("kx-sorted"));
}

/**
 * The items of a list under their captions; what is over comes last, folded away.
 * @type {(place: HTMLElement) => void}
 */
function regroup(place) {
  const audience = new URLSearchParams(location.search).get("audience") || "";
  /** @type {Map<string, HTMLElement[]>} */
  const groups = new Map();
  for (const item of all(".kx-on", place).sort(by(orderOf))) {
    const caption = captionOf(item, audience);
    groups.set(caption, [...(groups.get(caption) || []), item]);
  }
  place.textContent = "";
  const last = [ANYBODY, OVER].filter((caption) => groups.has(caption));
  const others = [...groups.keys()].filter((caption) => !last.includes(caption));
  for (const caption of [...others, ...last]) {
    const over = caption === OVER;
    const box = place.appendChild(el(over ? "details" : "div", "", "kx-group"));
    box.setAttribute("data-sift-group", "");
    const list = el("ul", "", "kx-ons");
    list.append(...(groups.get(caption) || []));
    box.append(el(over ? "summary" : "h3", caption), list);
  }
}

/**
 * The home page: the day, its observance or the next one, and the next three items.
 * @type {(box: HTMLElement) => void}
 */
function showToday(box) {
  const date = new Date(agendaDay);
  const items = all(".kx-on", box);
  const current = items.filter((item) => daysOf(item).last >= agendaDay).sort(by(orderOf));
  if (!current.length) return; /* nothing that is known is still to come: the list stays */
  const next = current.slice().sort(by(rankOf)).slice(0, 3);
  for (const item of items) item.hidden = !next.includes(item);
  for (const item of next) /** @type {Node} */ (item.parentNode).appendChild(item);
  const known = !kxClock.early(); /* which day it is; how many are left */
  for (const part of all("[data-date], [data-month]", box)) part.hidden = !known;
  the("[data-date]", box).textContent = String(date.getUTCDate());
  const month = date.getUTCFullYear() + " 年 " + (date.getUTCMonth() + 1) + " 月";
  the("[data-month]", box).textContent = month + " · 星期" + "日一二三四五六"[date.getUTCDay()];
  const observed = current.find((item) => daysOf(item).first >= agendaDay && "observance" in item.dataset);
  if (observed) {
    const days = daysUntil(daysOf(observed).first);
    const left = days ? "下一个科普节日，还有 " + days + " 天" : "今天是";
    the("[data-next]", box).textContent = known ? left : "下一个科普节日";
    const name = the("[data-next-name]", box);
    name.textContent = "";
    name.appendChild(the("a", observed).cloneNode(true));
  }
  the("[data-day-box]", box).hidden = false;
}

refreshAgenda();
for (const form of all("form[data-kx-sift]")) form.addEventListener("change", refreshAgenda);
setInterval(() => {
  if (kxClock.today() !== agendaDay) refreshAgenda();
}, 30 * 1000);
