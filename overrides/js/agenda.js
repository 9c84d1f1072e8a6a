/* Puts what is on into its place on the day it is read. Pages are in order without this; nothing is fetched. */
const OVER = "已结束";
const ONGOING = "正在进行";
const ANYBODY = "人人都可以参加";
const SOON = 60; /* days in which what is near to the reader goes before what is on earlier */
const ONE_DAY = 24 * 3600 * 1000;
let agendaDay = "";

/** What the reader said to be, or where, in words. @type {(name: string) => string} */
const chosenName = (name) =>
  /** @type {HTMLSelectElement} */ (the("[data-kx-own=" + name + "]")).selectedOptions[0].textContent || "";

/** The first and the last day of an item. @type {(item: HTMLElement) => { first: string, last: string }} */
const daysOf = ({ dataset }) => ({ first: dataset.first || "", last: dataset.last || "" });

/**
 * The caption under which an item stands, after where that stands: what is near to the reader, the months, what is for
 * everybody where an audience was chosen, what is over.
 * @type {(item: HTMLElement, audience: string) => string}
 */
function captionOf(item, audience) {
  const { first, last } = daysOf(item);
  const near = nearness(item);
  if (last < agendaDay) return "4" + OVER;
  if (audience && !item.dataset.audience) return "3" + ANYBODY;
  if (near === 0) return "0" + chosenName("township") + "的活动";
  if (near === 1 && !audience) return "1给" + chosenName("audience") + "的";
  return "2" + (first < agendaDay ? ONGOING : first.slice(0, 4) + "年" + Number(first.slice(5, 7)) + "月");
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
 * How near an item is to the reader: it is in the reader's township, for the reader's group by name, for everybody,
 * for others.
 * @type {(item: HTMLElement) => number}
 */
function nearness(item) {
  const { kxTownship, kxAudience } = document.documentElement.dataset;
  if (kxTownship && item.dataset.township === kxTownship) return 0;
  if (!kxAudience || !item.dataset.audience) return 2;
  return isListed(item, "audience", kxAudience) ? 1 : 3;
}

/**
 * Where an item stands on the first page: what is soon and near to the reader, then local events till Sunday before a
 * month that has long begun, then local events till the end of next week, then all by first day.
 * @type {(item: HTMLElement) => string}
 */
function rankOf(item) {
  const { first } = daysOf(item);
  const near = "observance" in item.dataset ? 2 : first <= daysMeant("weekend")[1] && !("long" in item.dataset) ? 0 : 1;
  const close = daysUntil(first) <= SOON ? nearness(item) : 4;
  return String(close) + (first <= daysMeant("next")[1] ? near : 2) + orderOf(item);
}

/** By first day, then by last, then by address. @type {(item: HTMLElement) => string} */
const orderOf = (item) => daysOf(item).first + daysOf(item).last + the("a", item).getAttribute("href");

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
  const items = all(".kx-on", place);
  const captions = new Map(items.map((item) => [item, captionOf(item, audience)]));
  const caption = /** @type {(item: HTMLElement) => string} */ (item) => captions.get(item) || "";
  place.textContent = "";
  let list = el("ul"),
    last = "";
  for (const item of items.sort(by((item) => caption(item)[0] + orderOf(item)))) {
    if (caption(item) !== last) {
      last = caption(item);
      list = place.appendChild(group(last.slice(1))).appendChild(el("ul", "", "kx-ons"));
    }
    list.append(item);
  }
}

/** An empty group under its caption. @type {(caption: string) => HTMLElement} */
function group(caption) {
  const over = caption === OVER;
  const box = el(over ? "details" : "div", "", /月$/.test(caption) ? "kx-group" : "kx-group kx-group--mixed");
  box.setAttribute("data-sift-group", "");
  box.append(el(over ? "summary" : "h3", caption));
  return box;
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
for (const name of ["kx-mine", "kx-added"]) document.addEventListener(name, refreshAgenda);
setInterval(() => {
  if (kxClock.today() !== agendaDay) refreshAgenda();
}, 30 * 1000);
