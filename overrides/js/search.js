/* The search page: names first, from a small list of titles; then full text, from Pagefind.
   Pagefind holds each Han character as a word of its own, so a phrase of characters finds every run of them. */
(function () {
  "use strict";
  const form = document.querySelector("[data-kx-search]");
  if (!form) return;
  const input = form.elements.q;
  const list = document.querySelector(".kx-results");
  const count = document.querySelector(".kx-results__count");
  const none = document.querySelector("[data-kx-none]");
  const base = new URL(form.dataset.root, location.href);
  const HAN = /[\u2e80-\u9fff\uf900-\ufaff]/;
  const MOST = 30;
  let titles, engine, namesOnly = false, turn = 0;

  form.addEventListener("submit", (event) => { event.preventDefault(); remember(); search(); });
  input.addEventListener("input", (event) => { if (!event.isComposing) search(); });
  input.addEventListener("compositionend", search);
  addEventListener("popstate", fromAddress);
  fromAddress();

  function fromAddress() {
    input.value = new URLSearchParams(location.search).get("q") || "";
    if (input.value) search(); else input.focus();
  }

  function remember() {
    history.pushState(null, "", "?q=" + encodeURIComponent(input.value.trim()));
  }

  async function search() {
    const mine = turn += 1;
    const words = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return show([], words);
    try {
      titles = titles || await (await fetch(new URL("search/titles.json", base))).json();
    } catch (error) {
      if (mine === turn) say("搜索要用的文件没有取到，请检查网络后再试，或者从站点地图找。");
      return;
    }
    const named = byName(words);
    if (mine === turn) show(named, words);
    const found = await fullText(words);
    if (mine !== turn) return;
    const seen = new Set(named.map((result) => result.url));
    show(named.concat(found.filter((result) => !seen.has(result.url))), words);
  }

  /* An exact name before a name that begins so, before a name that holds it; short names first. */
  function byName(words) {
    const whole = words.join("");
    const score = (name) => name === whole ? 0 : name.startsWith(whole) ? 1 : words.every((word) => name.includes(word)) ? 2 : 9;
    return titles
      .map((entry) => ({ entry, score: Math.min(...[entry.title].concat(entry.aliases).map((name) => score(name.toLowerCase()))) }))
      .filter((found) => found.score < 9)
      .sort((a, b) => a.score - b.score || a.entry.title.length - b.entry.title.length)
      .slice(0, MOST)
      .map(({ entry }) => ({ url: entry.url, title: entry.title, kind: entry.kind, text: entry.description }));
  }

  async function fullText(words) {
    try {
      engine = engine || await import(new URL("pagefind/pagefind.js", base).href);
    } catch (error) { /* not fetched, or written for kernels newer than this one */
      namesOnly = true;
      return [];
    }
    const answers = await Promise.all(words.map((word) => engine.search('"' + spaced(word) + '"')));
    const rest = answers.slice(1).map((answer) => new Set(answer.results.map((result) => result.id)));
    const common = answers[0].results.filter((result) => rest.every((ids) => ids.has(result.id)));
    const data = await Promise.all(common.slice(0, MOST).map((result) => result.data()));
    return data.map((page) => ({ url: page.meta.url, title: page.meta.title, kind: page.meta.kind, text: closed(page.content) }));
  }

  function spaced(text) {
    return Array.from(text).map((char) => HAN.test(char) ? " " + char + " " : char).join("").replace(/\s+/g, " ").trim();
  }

  function closed(text) {
    return text.replace(/([\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]) +/g, "$1").replace(/ +([\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])/g, "$1");
  }

  function show(results, words) {
    list.textContent = "";
    for (const result of results) list.appendChild(item(result, words));
    none.hidden = !words.length || results.length > 0;
    if (!words.length) return say("");
    say(results.length ? "找到 " + results.length + " 个页面" + (namesOnly ? "（这个浏览器只能按名称找，找不了正文）" : "") : "没有找到“" + input.value.trim() + "”。");
  }

  function item(result, words) {
    const entry = document.createElement("li");
    entry.dataset.result = result.url;
    const link = document.createElement("a");
    link.href = new URL(result.url, base);
    marked(link, result.title, words);
    const kind = document.createElement("small");
    kind.textContent = result.kind;
    const text = document.createElement("p");
    marked(text, excerpt(result.text, words), words);
    entry.append(link, kind, text);
    return entry;
  }

  function excerpt(text, words) {
    const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 30);
    return (at ? "…" : "") + text.slice(at, at + 110) + (at + 110 < text.length ? "…" : "");
  }

  function marked(element, text, words) {
    const pattern = new RegExp("(" + words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") + ")", "gi");
    text.split(pattern).forEach((part, index) => {
      if (index % 2) {
        const mark = document.createElement("mark");
        mark.textContent = part;
        element.appendChild(mark);
      } else if (part) element.appendChild(document.createTextNode(part));
    });
  }

  function say(words) { count.textContent = words; }
})();
