/* Search: the page of its own. */

const FILTERS = ["kind", "audience", "topic", "year"];
const FETCHING = "网络慢，搜索要用的文件还在取。";
const SLOW = 3000; /* milliseconds without an answer after which the reader is told */
const UNREADABLE = "地址里的搜索词认不出来，请在上面重新输入。";

/**
 * All results, sorted by kind, audience, topic and year; query and filters stand in the address.
 * @type {(form: HTMLFormElement) => void}
 */
function enablePage(form) {
  const input = /** @type {HTMLInputElement} */ (the("[name=q]", form));
  const [count, none, sieve, sift, kinds, more, past, offline, popular, unsaid] =
    "count none sieves narrow kinds rest recent unfetched popular unwritten"
      .split(" ")
      .map((name) => the("main [data-kx-" + name + "]"));
  const list = /** @type {ResultList} */ (the("main [data-kx-results]"));
  let turn = 0;
  /** @type {Record<string, string>} */
  let filters = {};
  /** @type {Answer | null} */
  let latest = null;
  /** @type {{ shown: number, at: number, top: number } | null} */
  let back = null;
  let [wait, slow, scrolled] = [0, 0, 0];

  listen(input, () => {
    search();
    clearTimeout(wait);
    wait = setTimeout(() => history.replaceState(null, "", here()), 300);
  });
  walk(the("main"), input, () => linksIn(list, "li > a:first-child"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    keep(input.value.trim());
    go();
    search();
  });
  list.addEventListener("click", () => keep(input.value.trim()));
  sift.addEventListener("change", ({ target }) => {
    const field = /** @type {HTMLSelectElement} */ (target);
    choose(field.name, field.value);
  });
  kinds.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose("kind", link.dataset.kind || "");
  });
  more.addEventListener("click", () => {
    const next = /** @type {Entry[]} */ (all("li[hidden]", list)).slice(0, SHOWN);
    for (const entry of next) entry.hidden = false;
    more.hidden = !list.querySelector("li[hidden]");
    fill();
    linkOf(next[0]).focus();
    keepPlace();
  });
  list.addEventListener("click", keepPlace);
  const whenAtRest = () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(keepPlace, 200);
  };
  addEventListener("scroll", whenAtRest, { passive: true });
  addEventListener("popstate", begin);
  showRecent(past);
  begin();

  /* The query and the filters of the address; the place on the page where the reader left it. */
  function begin() {
    const query = fromAddress(location.search);
    const wanted = new URLSearchParams(location.search);
    input.value = query || "";
    filters = Object.fromEntries(FILTERS.map((name) => [name, wanted.get(name) || ""]));
    back = history.state && history.state.shown ? history.state : null;
    history.scrollRestoration = back ? "manual" : "auto";
    if (!input.value) input.focus();
    search();
    if (input.value) return;
    names().catch(() => {});
    if (query === null) count.textContent = UNREADABLE;
  }

  /** @type {(name: string, value: string) => void} */
  function choose(name, value) {
    filters[name] = value;
    go();
    show(latest);
  }

  /* Browsers that read the page again when one comes back do not know how much of the list was shown, nor where the
     reader was: at which result, and how far below the upper edge. Passages come in later, and change how far down that
     is. */
  function keepPlace() {
    if (!latest || !latest.done || back) return;
    const shown = all("li:not([hidden])", list);
    const at = shown.findIndex((entry) => entry.getBoundingClientRect().bottom > 0);
    const top = at < 0 ? 0 : shown[at].getBoundingClientRect().top;
    history.replaceState({ shown: shown.length, at, top }, "");
  }

  /**
   * Once at once, and once more when the passages are in, unless the reader has moved meanwhile.
   * @type {(filled: Promise<unknown>) => void}
   */
  function backToPlace(filled) {
    if (!back) return;
    const { at, top } = back;
    const entry = list.children[at];
    back = null;
    history.scrollRestoration = "auto";
    if (!entry || at <= 0) return;
    const align = () => scrollBy(0, entry.getBoundingClientRect().top - top);
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

  /**
   * Filters that the site does not know are none: an address says nothing on this page.
   * @type {(data: Data) => void}
   */
  function dropStrange(data) {
    const { pages, audiences, topics } = data;
    const known = /** @type {Record<string, string[]>} */ ({
      kind: pages.map((page) => CAPTIONS[page.group]),
      audience: Object.keys(audiences),
      topic: Object.keys(topics),
      year: pages.map((page) => page.year),
    });
    const strange = FILTERS.filter((name) => filters[name] && !known[name].includes(filters[name]));
    for (const name of strange) filters[name] = "";
    if (strange.length) history.replaceState(history.state, "", here());
  }

  /**
   * This page's address with the query and the filters, some of them changed.
   * @type {(changes?: Record<string, string>) => string}
   */
  const here = (changes) => addressWith(Object.assign({ q: inAddress(input.value.trim()) }, filters, changes));

  function go() {
    if (here() !== location.pathname + location.search) history.pushState(null, "", here());
  }

  async function search() {
    const query = input.value.trim();
    const mine = (turn += 1);
    clearTimeout(slow);
    offline.hidden = true;
    if (!query) return show(null);
    list.setAttribute("aria-busy", "true");
    slow = setTimeout(() => {
      count.textContent = FETCHING;
      offline.hidden = false;
    }, SLOW);
    try {
      await answer(query, (found) => mine === turn && show(Object.assign(found, { query })));
    } catch (error) {
      if (mine !== turn) return;
      show(null);
      count.textContent = UNFETCHED + "。";
      offline.hidden = false;
    }
  }

  /** Whether a result passes the filters, but for one of them. @type {(result: Result, but?: string) => boolean} */
  const fits = ({ page }, but) =>
    FILTERS.every((name) => name === but || !filters[name] || valuesOf(page, name).includes(filters[name]));

  /** @type {(found: Answer | null) => Promise<void>} */
  async function show(found) {
    latest = found;
    clearTimeout(slow);
    const data = found && (await names());
    if (data) dropStrange(data);
    const results = found ? found.results.filter((result) => fits(result)) : [];
    if (found) layAll(found, results);
    else empty(list);
    more.hidden = !list.querySelector("li[hidden]");
    sayUnwritten(unsaid, found && found.missing);
    count.textContent = found ? summary(found, found.query || "", results.length) : "";
    offline.hidden = !(found && found.namesOnly);
    none.hidden = !found || !found.done || results.length > 0;
    popular.hidden = Boolean(found);
    sieve.hidden = !found || !found.results.length;
    if (data && found) sieves(found.results, data);
    if (found && !found.done) return;
    list.setAttribute("aria-busy", "false");
    if (found) backToPlace(fill());
  }

  /** @type {(found: Answer, results: Result[]) => void} */
  function layAll({ readings: [typed], text }, results) {
    const most = Math.max(SHOWN, back ? back.shown : 0);
    for (const [index, entry] of lay(list, results, typed).entries()) {
      const result = results[index];
      entry.hidden = index >= most;
      entry.fill = async () => {
        entry.fill = undefined;
        if (text) await detail(entry, result, typed, text.get(result.page));
      };
    }
  }

  /* The passages of what is shown. */
  function fill() {
    const entries = /** @type {Entry[]} */ (all("li:not([hidden])", list));
    return Promise.all(entries.map((entry) => entry.fill && entry.fill().catch(() => {})));
  }

  /**
   * Every filter with how many results it would leave; a filter that would leave the choice as it is is not shown.
   * @type {(results: Result[], data: Data) => void}
   */
  function sieves(results, data) {
    const counted = /** @type {(name: string) => [string, number][]} */ (
      (name) => {
        const counts = new Map();
        const left = results.filter((result) => fits(result, name));
        for (const value of left.flatMap(({ page }) => valuesOf(page, name)).filter(Boolean)) {
          counts.set(value, (counts.get(value) || 0) + 1);
        }
        if (filters[name] && !counts.has(filters[name])) counts.set(filters[name], 0);
        return Array.from(counts).sort((a, b) => (name === "year" ? b[0] - a[0] : b[1] - a[1]));
      }
    );
    kinds.textContent = "";
    const every = results.filter((result) => fits(result, "kind")).length;
    for (const [kind, number] of [/** @type {[string, number]} */ (["", every])].concat(counted("kind"))) {
      const mine = filters.kind === kind;
      const link = el("a", kind || "全部", "kx-chip" + (mine ? " kx-chip--me" : ""));
      link.dataset.kind = kind;
      link.href = here({ kind });
      if (mine) link.setAttribute("aria-current", "true");
      link.appendChild(el("small", String(number)));
      kinds.appendChild(link);
    }
    const captions = /** @type {Record<string, Record<string, string>>} */ ({
      audience: data.audiences,
      topic: data.topics,
      year: {},
    });
    for (const [name, terms] of Object.entries(captions)) {
      const field = /** @type {HTMLSelectElement} */ (the("[name=" + name + "]", sift));
      const counts = counted(name);
      field.textContent = "";
      field.appendChild(el("option", "不限")).value = "";
      for (const [value, number] of counts) {
        const caption = name === "year" ? value + " 年" : terms[value] || value;
        field.appendChild(el("option", caption + "（" + number + "）")).value = value;
      }
      field.value = filters[name];
      /** @type {HTMLElement} */ (field.closest("label")).hidden = !counts.length;
    }
  }
}

/** What a page has of a filter. @type {(page: IndexedPage, name: string) => string[]} */
function valuesOf(page, name) {
  if (name === "kind") return [CAPTIONS[page.group]];
  if (name === "year") return [page.year];
  return (name === "audience" ? page.audiences : page.topics).split(" ");
}

/**
 * The query of an address. Links from old systems have it in the codes of GBK; an address that was cut off ends
 * anywhere. Null if it is neither.
 * @type {(search: string) => string | null}
 */
function fromAddress(search) {
  const pairs = search.slice(1, 20000).split("&");
  const pair = pairs.find((part) => /^q=/.test(part));
  if (!pair) return "";
  const codes =
    pair
      .slice(2)
      .replace(/\+/g, " ")
      .replace(/(%[89a-f][0-9a-f])%[0-9a-f]?$/i, "$1") // the last code was cut in two
      .match(/%[0-9a-f]{2}|[^%]+|%/gi) || [];
  const bytes = codes.flatMap((code) =>
    code.length === 3 && code[0] === "%" ? parseInt(code.slice(1), 16) : Array.from(new TextEncoder().encode(code)),
  );
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(new Uint8Array(bytes), { stream: true });
    } catch (error) {
      /* not in these codes */
    }
  }
  return null;
}

if (PAGE) enablePage(PAGE);
