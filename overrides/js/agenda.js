/* Puts what is on into its place on the day it is read. Pages are in order without this; nothing is fetched. */
const AGENDA = ["正在进行", "今天", "本周", "本月", "以后", "已结束"];
const ONE_DAY = 24 * 3600 * 1000;
let agendaDay = "";

/** The first and the last day of an item. @type {(item: HTMLElement) => { first: string, last: string }} */
const daysOf = ({ dataset }) => ({ first: dataset.first || "", last: dataset.last || "" });

/** Index into AGENDA. A week runs from Monday to Sunday. @type {(item: HTMLElement, day: string) => number} */
function groupOf(item, day) {
  const { first, last } = daysOf(item);
  if (last < day) return 5;
  if (first === day && last === day) return 1;
  if (first <= day) return 0;
  const sunday = new Date(Date.parse(day) + ((7 - new Date(day).getUTCDay()) % 7) * ONE_DAY);
  if (first <= sunday.toISOString().slice(0, 10)) return 2;
  return first.slice(0, 7) === day.slice(0, 7) ? 3 : 4;
}

/**
 * How an item stands today. By a clock that is wrong no days are counted.
 * @type {(item: HTMLElement, group: number) => string}
 */
function stateOf(item, group) {
  if (group < 2 || group === 5) return AGENDA[group];
  return kxClock.early() || kxClock.late() ? "" : "还有 " + daysUntil(daysOf(item).first) + " 天";
}

/** @type {(day: string) => number} */
const daysUntil = (day) => Math.round((Date.parse(day) - Date.parse(agendaDay)) / ONE_DAY);

/** By group, then by first day. @type {(one: HTMLElement, other: HTMLElement) => number} */
const inOrder = (one, other) =>
  Number(one.dataset.group) - Number(other.dataset.group) || (daysOf(one).first < daysOf(other).first ? -1 : 1);

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
    const group = groupOf(item, agendaDay);
    item.dataset.group = String(group);
    const state = stateOf(item, group);
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
 * One list into a list for each group, with its heading; what is over comes last, folded away.
 * @type {(section: HTMLElement) => void}
 */
function regroup(section) {
  const items = all(".kx-on", section).sort(inOrder);
  section.textContent = "";
  section.removeAttribute("aria-labelledby");
  AGENDA.forEach((name, group) => {
    const mine = items.filter((item) => Number(item.dataset.group) === group);
    if (!mine.length) return;
    const list = el("ul", "", "kx-ons");
    list.append(...mine);
    const box = el(group === 5 ? "details" : "div", "", "kx-group");
    box.setAttribute("data-sift-group", "");
    box.append(el(group === 5 ? "summary" : "h2", name), list);
    section.appendChild(box);
  });
}

/**
 * The home page: the day, its observance or the next one, and the next three items.
 * @type {(box: HTMLElement) => void}
 */
function showToday(box) {
  const date = new Date(agendaDay);
  const items = all(".kx-on", box);
  const current = items.filter((item) => daysOf(item).last >= agendaDay).sort(inOrder);
  if (!current.length) return; /* nothing that is known is still to come: the list stays */
  const next = current.slice(0, 3);
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
setInterval(() => {
  if (kxClock.today() !== agendaDay) refreshAgenda();
}, 30 * 1000);
