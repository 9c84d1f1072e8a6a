/* Puts what is on into its place on the day it is read: the date in 咸安, whatever the device's zone.
   China keeps UTC+8 all year. Pages are in order without this; nothing is fetched. */
(function () {
  "use strict";
  const GROUPS = ["正在进行", "今天", "本周", "本月", "以后", "已结束"];
  const DAY = 24 * 3600 * 1000,
    YEAR = 366 * DAY;
  const clock = window.kxClock,
    today = clock.today;
  let shown = "";

  refresh();
  setInterval(() => {
    if (today() !== shown) refresh();
  }, 30 * 1000);

  function plus(day, days) {
    return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
  }

  /* Index into GROUPS. A week runs from Monday to Sunday. */
  function groupOf(item, day) {
    const first = item.dataset.first,
      last = item.dataset.last;
    if (last < day) return 5;
    if (first === day && last === day) return 1;
    if (first <= day) return 0;
    const weekday = (new Date(day).getUTCDay() + 6) % 7;
    if (first <= plus(day, 6 - weekday)) return 2;
    return first.slice(0, 7) === day.slice(0, 7) ? 3 : 4;
  }

  /* By a late clock that is more than a year after the last day that the page knows, the list stays as it was built. */
  function beyond(items) {
    return clock.late() && items.every((item) => Date.parse(item.dataset.last) + YEAR < Date.parse(shown));
  }

  function refresh() {
    shown = today();
    const dated = Array.from(document.querySelectorAll("[data-first]"));
    if (beyond(dated)) return;
    for (const item of dated) {
      const tag = item.querySelector("[data-state]");
      const group = groupOf(item, shown);
      item.dataset.group = group;
      if (tag) {
        tag.textContent = GROUPS[group];
        tag.hidden = group === 3 || group === 4;
      }
    }
    for (const section of document.querySelectorAll("[data-kx-groups]")) regroup(section);
    for (const box of document.querySelectorAll("[data-kx-today]")) showToday(box);
    for (const cell of document.querySelectorAll("[data-day]"))
      if (cell.dataset.day === shown) cell.setAttribute("aria-current", "date");
      else cell.removeAttribute("aria-current");
    for (const link of document.querySelectorAll("[data-kx-month]"))
      if (!clock.late()) link.href = link.dataset.kxMonth + shown.slice(0, 4) + "/" + shown.slice(5, 7) + "/";
    document.dispatchEvent(new Event("kx-sorted"));
  }

  /* One list into a list for each group, with its heading; what is over comes last, folded away. */
  function regroup(section) {
    const items = Array.from(section.querySelectorAll(".kx-on"));
    items.sort((a, b) => a.dataset.group - b.dataset.group || (a.dataset.first < b.dataset.first ? -1 : 1));
    section.textContent = "";
    section.removeAttribute("aria-labelledby");
    GROUPS.forEach((name, group) => {
      const mine = items.filter((item) => Number(item.dataset.group) === group);
      if (!mine.length) return;
      const list = document.createElement("ul");
      list.className = "kx-ons";
      mine.forEach((item) => list.appendChild(item));
      const box = document.createElement(group === 5 ? "details" : "div");
      box.className = "kx-group";
      box.setAttribute("data-sift-group", "");
      const heading = document.createElement(group === 5 ? "summary" : "h2");
      heading.textContent = name;
      box.append(heading, list);
      section.appendChild(box);
    });
  }

  /* The home page: the day, its observance or the next one, and the next three items. */
  function showToday(box) {
    const date = new Date(shown);
    const items = Array.from(box.querySelectorAll(".kx-on"));
    const current = items
      .filter((item) => item.dataset.last >= shown)
      .sort((a, b) => a.dataset.group - b.dataset.group || (a.dataset.first < b.dataset.first ? -1 : 1));
    if (!current.length) return; /* nothing that is known is still to come: the list stays */
    items.forEach((item) => {
      item.hidden = current.indexOf(item) < 0 || current.indexOf(item) > 2;
    });
    current.slice(0, 3).forEach((item) => item.parentNode.appendChild(item));
    const known = !clock.early(); /* which day it is; how many are left */
    for (const part of box.querySelectorAll("[data-date], [data-month]")) part.hidden = !known;
    box.querySelector("[data-date]").textContent = String(date.getUTCDate());
    box.querySelector("[data-month]").textContent =
      date.getUTCFullYear() + " 年 " + (date.getUTCMonth() + 1) + " 月 · 星期" + "日一二三四五六"[date.getUTCDay()];
    const next = current.find((item) => item.dataset.first >= shown && "observance" in item.dataset);
    const said = box.querySelector("[data-next]");
    if (next) {
      const days = Math.round((Date.parse(next.dataset.first) - Date.parse(shown)) / DAY);
      said.textContent = !known ? "下一个科普节日" : days ? "下一个科普节日，还有 " + days + " 天" : "今天是";
      const name = box.querySelector("[data-next-name]");
      name.textContent = "";
      name.appendChild(next.querySelector("a").cloneNode(true));
    }
    box.querySelector("[data-day-box]").hidden = false;
  }
})();
