/* Search, the last part: the search page. */

/* All results, sorted by kind, audience, topic and year; query and filters stand in the address. */
function enablePage(form) {
  const input = form.elements.q;
  const one = (name) => document.querySelector("main [data-kx-" + name + "]");
  const [list, count, none, sieve, sift, kinds, more, past, offline, popular, unsaid] = [
    "results",
    "count",
    "none",
    "sieves",
    "narrow",
    "kinds",
    "rest",
    "recent",
    "unfetched",
    "popular",
    "unwritten",
  ].map(one);
  const FILTERS = ["kind", "audience", "topic", "year"];
  let turn = 0,
    filters = {},
    last = null,
    wait,
    slow,
    scrolled,
    back = null;

  listen(input, () => {
    search();
    clearTimeout(wait);
    wait = setTimeout(() => history.replaceState(null, "", here()), 300);
  });
  walk(document.querySelector("main"), input, () =>
    Array.from(list.querySelectorAll("li > a:first-child")).filter((link) => link.offsetParent),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    keep(input.value.trim());
    go();
    search();
  });
  list.addEventListener("click", () => keep(input.value.trim()));
  sift.addEventListener("change", (event) => {
    filters[event.target.name] = event.target.value;
    go();
    show(last);
  });
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
    keepPlace();
  });
  list.addEventListener("click", keepPlace);
  addEventListener(
    "scroll",
    () => {
      clearTimeout(scrolled);
      scrolled = setTimeout(keepPlace, 200);
    },
    { passive: true },
  );
  addEventListener("popstate", begin);
  showRecent(past);
  begin();

  /* The query and the filters of the address; the place on the page where the reader left it. */
  function begin() {
    const query = fromAddress(location.search),
      wanted = new URLSearchParams(location.search);
    input.value = query || "";
    filters = {};
    for (const name of FILTERS) filters[name] = wanted.get(name) || "";
    back = history.state && history.state.shown ? history.state : null;
    history.scrollRestoration = back ? "manual" : "auto";
    if (input.value) {
      search();
      return;
    }
    input.focus();
    search();
    names().catch(() => {});
    if (query === null) count.textContent = UNREADABLE;
  }

  /* Browsers that read the page again when one comes back do not know how much of the list was shown, nor where the reader
     was: at which result, and how far below the upper edge. Passages come in later, and change how far down that is. */
  function keepPlace() {
    if (!last || !last.done || back) return;
    const shown = Array.from(list.children).filter((entry) => !entry.hidden);
    const at = shown.findIndex((entry) => entry.getBoundingClientRect().bottom > 0);
    history.replaceState({ shown: shown.length, at, top: at < 0 ? 0 : shown[at].getBoundingClientRect().top }, "");
  }

  /* Once at once, and once more when the passages are in, unless the reader has moved meanwhile. */
  function backToPlace(filled) {
    if (!back) return;
    const place = back,
      entry = list.children[place.at];
    back = null;
    history.scrollRestoration = "auto";
    if (!entry || place.at <= 0) return;
    const align = () => scrollBy(0, entry.getBoundingClientRect().top - place.top);
    let moved = false;
    const move = () => {
      moved = true;
    };
    for (const sign of ["wheel", "touchstart", "keydown"]) addEventListener(sign, move, { once: true, passive: true });
    align();
    filled.then(() => {
      if (!moved && entry.isConnected) align();
    });
  }

  /* Filters that the site does not know are none: an address says nothing on this page. */
  function known(data) {
    const values = {
      kind: data.pages.map((page) => page.group),
      audience: Object.keys(data.audiences),
      topic: Object.keys(data.topics),
      year: data.pages.map((page) => page.year),
    };
    const strange = FILTERS.filter((name) => filters[name] && !values[name].includes(filters[name]));
    for (const name of strange) filters[name] = "";
    if (strange.length) history.replaceState(history.state, "", here());
  }

  function here(changes) {
    const query = new URLSearchParams();
    const wanted = Object.assign({ q: inAddress(input.value.trim()) }, filters, changes);
    for (const name of ["q"].concat(FILTERS)) if (wanted[name]) query.set(name, wanted[name]);
    return location.pathname + (String(query) ? "?" + query : "");
  }

  function go() {
    if (here() !== location.pathname + location.search) history.pushState(null, "", here());
  }

  async function search() {
    const mine = (turn += 1),
      query = input.value.trim();
    clearTimeout(slow);
    offline.hidden = true;
    if (!query) {
      show(null);
      return;
    }
    list.setAttribute("aria-busy", "true");
    slow = setTimeout(() => {
      count.textContent = FETCHING;
      offline.hidden = false;
    }, SLOW);
    try {
      await answer(query, (found) => {
        if (mine === turn) show(Object.assign(found, { query }));
      });
    } catch (error) {
      if (mine !== turn) return;
      show(null);
      count.textContent = UNFETCHED + "。";
      offline.hidden = false;
    }
  }

  function fits(result, but) {
    return FILTERS.every(
      (name) => name === but || !filters[name] || valuesOf(result.page, name).includes(filters[name]),
    );
  }

  function valuesOf(page, name) {
    if (name === "kind") return [page.group];
    return name === "year" ? [page.year] : page[name + "s"].split(" ");
  }

  async function show(found) {
    last = found;
    clearTimeout(slow);
    const data = found && (await names());
    if (data) known(data);
    const results = found ? found.results.filter((result) => fits(result)) : [];
    const typed = found && found.readings[0];
    if (!found) empty(list);
    else
      lay(list, results, typed).forEach((entry, index) => {
        const result = results[index];
        entry.hidden = index >= Math.max(SHOWN, back ? back.shown : 0);
        entry.fill = () => {
          entry.fill = null;
          return found.text && detail(entry, result, typed, found.text.get(result.page));
        };
      });
    more.hidden = !list.querySelector("li[hidden]");
    sayUnwritten(unsaid, found && found.missing);
    count.textContent = found ? summary(found, found.query, results.length) : "";
    offline.hidden = !(found && found.namesOnly);
    none.hidden = !found || !found.done || results.length > 0;
    popular.hidden = Boolean(found);
    sieve.hidden = !found || !found.results.length;
    if (found) sieves(found, data);
    if (!found || found.done) list.setAttribute("aria-busy", "false");
    if (found && found.done) {
      const filled = fill();
      backToPlace(filled);
    }
  }

  function fill() {
    const entries = Array.from(list.children).filter((entry) => !entry.hidden && entry.fill);
    return Promise.all(entries.map((entry) => Promise.resolve(entry.fill()).catch(() => {})));
  }

  /* Every filter with how many results it would leave; a filter that would leave the choice as it is is not shown. */
  function sieves(found, data) {
    const counted = (name) => {
      const counts = new Map();
      for (const result of found.results)
        if (fits(result, name))
          for (const value of valuesOf(result.page, name)) if (value) counts.set(value, (counts.get(value) || 0) + 1);
      if (filters[name] && !counts.has(filters[name])) counts.set(filters[name], 0);
      return Array.from(counts).sort((a, b) => (name === "year" ? b[0] - a[0] : b[1] - a[1]));
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
      const field = sift.elements[name],
        counts = counted(name);
      field.textContent = "";
      field.appendChild(el("option", "不限")).value = "";
      for (const [value, number] of counts)
        field.appendChild(
          el("option", (name === "year" ? value + " 年" : data[name + "s"][value] || value) + "（" + number + "）"),
        ).value = value;
      field.value = filters[name];
      field.closest("label").hidden = !counts.length;
    }
  }
}

for (const form of document.querySelectorAll("form[role=search]")) if (form !== PAGE) enablePanel(form);
if (PAGE) enablePage(PAGE);
