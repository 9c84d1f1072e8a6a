/* Improves pages that already make sense without it. Plain ES2015, for office PCs on Chromium 78. */
(function () {
  "use strict";
  const root = document.documentElement;

  for (const element of document.querySelectorAll("[data-kx-tools]")) element.hidden = false;
  const today = window.kxClock.today(); /* what may be shown until a day goes even by a late clock: somebody agreed to so long */
  for (const element of document.querySelectorAll("[data-kx-from]")) element.hidden = today < element.dataset.kxFrom;
  for (const element of document.querySelectorAll("[data-kx-until]")) if (today > element.dataset.kxUntil) element.remove();
  for (const button of document.querySelectorAll("[data-kx-print]")) button.addEventListener("click", () => print());
  for (const button of document.querySelectorAll("[data-kx-copy]")) enableCopy(button);
  for (const form of document.querySelectorAll("[data-kx-filter]")) enableFilter(form);
  enableSwitches();
  addEventListener("load", enableOffline);
  for (const form of document.querySelectorAll("form[role=search]")) enableSearch(form);
  enableKeys(document.querySelector(".kx-find"));

  /* The keys / and Ctrl-K lead to a search box. */
  function enableKeys(form) {
    const fields = () => Array.from(document.querySelectorAll("#kx-q, .kx-find input"));
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const letter = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
      if (!slash && !letter) return;
      event.preventDefault();
      const field = fields().find((input) => input.offsetParent);
      if (field) { field.focus(); field.select(); } else location.href = form.action;
    });
  }

  /* The search script is fetched when a search box gets focus. */
  function enableSearch(form) {
    const known = document.querySelector(".kx-find").dataset;
    form.addEventListener("focusin", fetchSearch, { once: true });
    form.addEventListener("compositionstart", () => { form.dataset.composing = "1"; });
    form.addEventListener("compositionend", () => { delete form.dataset.composing; });

    function fetchSearch() {
      if (document.querySelector("script[data-kx-found], #kx-q")) return;
      const script = document.createElement("script");
      script.src = known.script;
      script.dataset.kxFound = "";
      script.onerror = () => {
        script.remove();
        form.addEventListener("focusin", fetchSearch, { once: true });
        sayOffline();
      };
      document.head.appendChild(script);
    }

    function sayOffline() {
      let panel = form.querySelector(".kx-panel");
      if (panel) return;
      panel = form.appendChild(document.createElement("p"));
      panel.className = "kx-panel";
      panel.setAttribute("role", "alert");
      const map = document.createElement("a");
      map.href = known.map;
      map.textContent = "站点地图";
      panel.append("搜索没有取到，请检查网络后再试，或者从", map, "找。");
      form.addEventListener("focusout", () => panel.remove(), { once: true });
    }
  }

  function remember(name, value) {
    if (value) root.setAttribute("data-kx-" + name, value); else root.removeAttribute("data-kx-" + name);
    try {
      if (value) localStorage.setItem("kx-" + name, value); else localStorage.removeItem("kx-" + name);
    } catch (error) { /* storage is closed: it holds for this page */ }
  }

  function enableSwitches() {
    const size = document.querySelector("button[data-kx-size]");
    const scheme = document.querySelector("button[data-kx-scheme]");
    if (size) {
      const show = () => size.setAttribute("aria-pressed", String(root.dataset.kxSize === "large"));
      size.addEventListener("click", () => { remember("size", root.dataset.kxSize === "large" ? "" : "large"); show(); });
      show();
    }
    if (scheme) {
      const dark = () => root.dataset.kxScheme
        ? root.dataset.kxScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      scheme.addEventListener("click", () => remember("scheme", dark() ? "light" : "dark"));
    }
  }

  function enableCopy(button) {
    const said = button.querySelector("span");
    button.addEventListener("click", () => {
      const done = () => { said.textContent = "已复制"; };
      const failed = () => { said.textContent = location.href; };
      if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, failed); else failed();
    });
  }

  /* A worker keeps the emergency pages for readers without a network; where the site has none, it goes. */
  function enableOffline() {
    const workers = navigator.serviceWorker, page = document.querySelector("[data-kx-keep]");
    if (!workers || location.protocol.slice(0, 4) !== "http") return;
    const script = new URL(root.dataset.kxWorker, location.href).href;
    const ignore = () => { /* refused by browser or server: the page stays as it is */ };
    if (!root.hasAttribute("data-kx-offline")) {
      workers.getRegistrations().then((all) => Promise.all(all
        .filter((one) => one.active && one.active.scriptURL === script).map((one) => leave(one)))).catch(ignore);
    } else if (page) {
      workers.addEventListener("message", (event) => {
        const said = document.querySelector("[data-kx-kept]");
        if (event.data === "kept" && said) said.hidden = false;
      });
      workers.register(script, { updateViaCache: "none" }).then(() => workers.ready)
        .then((registration) => registration.active.postMessage("visited")).catch(ignore);
    }
  }

  function leave(registration) {
    const prefix = "kepu " + new URL(registration.scope).pathname + " ";
    return registration.unregister().then(() => caches.keys())
      .then((names) => Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name))));
  }

  /* Rows and columns of the responsibility table by task and unit, kept in the address. */
  function enableFilter(form) {
    const table = document.getElementById(form.dataset.kxFilter);
    const fields = [form.elements.unit, form.elements.task];
    const wanted = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = wanted.get(field.name);
      if (value && Array.from(field.options).some((option) => option.value === value)) field.value = value;
      field.addEventListener("change", apply);
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    if (fields.some((field) => field.value)) apply();

    function apply() {
      const unit = form.elements.unit.value;
      const task = form.elements.task.value;
      for (const cell of table.querySelectorAll("[data-unit]")) cell.hidden = Boolean(unit) && cell.dataset.unit !== unit;
      let shown = 0;
      for (const row of table.querySelectorAll("tbody tr")) {
        const cell = unit && row.querySelector('[data-unit="' + unit + '"]');
        row.hidden = (Boolean(task) && row.dataset.task !== task) || Boolean(cell && !cell.textContent.trim());
        if (!row.hidden) shown += 1;
      }
      form.querySelector("output").textContent = "显示 " + shown + " 项任务";
      const query = new URLSearchParams();
      for (const field of fields) if (field.value) query.set(field.name, field.value);
      history.replaceState(null, "", location.pathname + (String(query) ? "?" + query : "") + location.hash);
    }
  }
})();
