/* Search, last part: the boxes in the header, on the home page and on the 404 page, and the search page. */

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
  const later = () => { clearTimeout(wait); wait = setTimeout(search, 0); };
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
  return "找到 " + count + " 个页面" + how + (found.namesOnly ? "（正文没有取到，只按名称找了）" : "") + "。";
}

/* A box on any page: the first results below it while one types. */
function enablePanel(form) {
  const input = form.elements.q;
  const panel = el("div", "", "kx-panel"), said = el("p"), list = el("ol"), past = el("p", "", "kx-hot"), all = el("a", "全部结果", "kx-more");
  const map = el("a", "站点地图");
  map.href = new URL("sitemap/", base).href;
  all.href = form.action;
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
  const one = (name) => document.querySelector("main [data-kx-" + name + "]");
  const [list, count, none, sieve, sift, kinds, more, past, offline, popular] = ["results", "count", "none", "sieves", "narrow", "kinds", "rest", "recent", "unfetched", "popular"].map(one);
  const FILTERS = ["kind", "audience", "topic", "year"];
  let turn = 0, filters = {}, last = null, wait, stay;

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
    clearTimeout(stay);
    offline.hidden = true;
    if (!query) { show(null); return; }
    list.setAttribute("aria-busy", "true");
    try {
      await answer(query, (found) => { if (mine === turn) show(Object.assign(found, { query })); });
      if (mine === turn && !saving) stay = setTimeout(() => checked(last).then((found) => {
        if (mine === turn && found.results.length > last.results.length) show(found);
      }).catch(() => { /* Pagefind does not run here */ }), STAY);
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
    if (!found || found.done) list.setAttribute("aria-busy", "false");
    if (found && found.done) fill();
  }

  function fill() {
    for (const entry of list.children) if (!entry.hidden && entry.fill) Promise.resolve(entry.fill()).catch(() => {});
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

for (const form of document.querySelectorAll("form[role=search]")) if (form !== PAGE) enablePanel(form);
if (PAGE) enablePage(PAGE);
