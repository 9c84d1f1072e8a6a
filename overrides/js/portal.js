/* Improves pages that already make sense without it. Plain ES2015, for office PCs on Chromium 78. */
(function () {
  "use strict";
  const root = document.documentElement;

  for (const element of document.querySelectorAll("[data-kx-tools]")) element.hidden = false;
  const today =
    window.kxClock.today(); /* what may be shown until a day goes even by a late clock: somebody agreed to so long */
  for (const element of document.querySelectorAll("[data-kx-from]")) element.hidden = today < element.dataset.kxFrom;
  for (const element of document.querySelectorAll("[data-kx-until]"))
    if (today > element.dataset.kxUntil) element.remove();
  for (const place of document.querySelectorAll("[data-kx-address]"))
    place.textContent = place.textContent || location.href.replace(/[?#].*/, "");
  for (const button of document.querySelectorAll("[data-kx-print]"))
    if (HOST.print) button.addEventListener("click", () => window.print());
  for (const button of document.querySelectorAll("[data-kx-copy]"))
    copies(button, button.querySelector("span"), pageAddress);
  for (const box of document.querySelectorAll("[data-kx-feed]")) enableFeed(box);
  replaceWhatCannotWork();
  unfoldOnPaper();
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
      const letter =
        (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
      if (!slash && !letter) return;
      event.preventDefault();
      const field = fields().find((input) => input.offsetParent);
      if (field) {
        field.focus();
        field.select();
      } else location.href = form.action;
    });
  }

  /* The search script is fetched when a search box gets focus. */
  function enableSearch(form) {
    const known = document.querySelector(".kx-find").dataset;
    form.addEventListener("focusin", fetchSearch, { once: true });
    form.addEventListener("compositionstart", () => {
      form.dataset.composing = "1";
    });
    form.addEventListener("compositionend", () => {
      delete form.dataset.composing;
    });

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
    if (value) root.setAttribute("data-kx-" + name, value);
    else root.removeAttribute("data-kx-" + name);
    try {
      if (value) localStorage.setItem("kx-" + name, value);
      else localStorage.removeItem("kx-" + name);
    } catch (error) {
      /* storage is closed: it holds for this page */
    }
  }

  function enableSwitches() {
    const size = document.querySelector("button[data-kx-size]");
    const scheme = document.querySelector("button[data-kx-scheme]");
    if (size) {
      const show = () => size.setAttribute("aria-pressed", String(root.dataset.kxSize === "large"));
      size.addEventListener("click", () => {
        remember("size", root.dataset.kxSize === "large" ? "" : "large");
        show();
      });
      show();
    }
    if (scheme) {
      const dark = () =>
        root.dataset.kxScheme ? root.dataset.kxScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      scheme.addEventListener("click", () => remember("scheme", dark() ? "light" : "dark"));
    }
  }

  /* webcal: and copying need the address the page is read at. */
  function enableFeed(box) {
    const address = new URL(box.dataset.kxFeed, location.href);
    const webcal = box.querySelector("[data-webcal]"),
      copy = box.querySelector("[data-copy]");
    if (webcal) {
      webcal.querySelector("a").href = address.href.replace(/^https?:/, "webcal:");
      webcal.hidden = false;
    }
    copy.hidden = false;
    copies(copy.querySelector("button"), copy.querySelector("span"), () => address.href);
  }

  /* Paper cannot be unfolded: what is closed opens for the print and closes again. */
  function unfoldOnPaper() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = Array.from(document.querySelectorAll("details:not([open])"));
      for (const folded of opened) folded.open = true;
    });
    addEventListener("afterprint", () => {
      for (const folded of opened) folded.open = false;
      opened = [];
    });
  }

  /* A worker keeps the emergency pages for readers without a network; where the site has none, it goes. */
  function enableOffline() {
    const workers = navigator.serviceWorker,
      page = document.querySelector("[data-kx-keep]");
    if (!workers || location.protocol.slice(0, 4) !== "http") return;
    const script = new URL(root.dataset.kxWorker, location.href).href;
    const ignore = () => {
      /* refused by browser or server: the page stays as it is */
    };
    if (!root.hasAttribute("data-kx-offline")) {
      workers
        .getRegistrations()
        .then((all) =>
          Promise.all(all.filter((one) => one.active && one.active.scriptURL === script).map((one) => leave(one))),
        )
        .catch(ignore);
    } else if (page) {
      workers.addEventListener("message", (event) => {
        const said = document.querySelector("[data-kx-kept]");
        if (event.data === "kept" && said) said.hidden = false;
      });
      workers
        .register(script, { updateViaCache: "none" })
        .then(() => workers.ready)
        .then((registration) => registration.active.postMessage("visited"))
        .catch(ignore);
    }
  }

  function leave(registration) {
    const prefix = "kepu " + new URL(registration.scope).pathname + " ";
    return registration
      .unregister()
      .then(() => caches.keys())
      .then((names) => Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name))));
  }

  /* The responsibility table by unit and task, kept in the address. A unit gets its rows of the table, not counts. */
  function enableFilter(form) {
    const page = document.querySelector("[data-kx-duties]");
    const fields = [form.elements.unit, form.elements.task];
    const wanted = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = wanted.get(field.name);
      if (value && Array.from(field.options).some((option) => option.value === value)) field.value = value;
      field.addEventListener("change", () => {
        apply();
        keep();
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
    if (String(wanted)) keep();

    function apply() {
      const unit = form.elements.unit.value,
        task = form.elements.task.value;
      page.toggleAttribute("data-kx-chosen", Boolean(unit));
      for (const part of page.querySelectorAll("#matrix tr[data-task], .kx-bytask details"))
        part.hidden = Boolean(task) && part.dataset.task !== task;
      const count = { leads: 0, rows: 0, tasks: 0 };
      for (const body of page.querySelectorAll(".kx-table tbody")) {
        const leads = body.dataset.leads.split(" ").indexOf(unit) >= 0;
        const rows = Array.from(body.rows);
        for (const row of rows) {
          row.hidden =
            (Boolean(task) && body.dataset.task !== task) ||
            !(!unit || leads || row.dataset.units.split(" ").indexOf(unit) >= 0);
        }
        const shown = rows.filter((row) => !row.hidden);
        body.hidden = !shown.length;
        if (!shown.length) continue;
        const head = body.querySelector("th");
        head.rowSpan = shown.length;
        head.classList.toggle("kx-lead-cell", leads);
        shown[0].insertBefore(head, shown[0].firstChild);
        count.tasks += 1;
        count.leads += leads ? 1 : 0;
        count.rows += shown.length;
      }
      form.querySelector("output").textContent = unit ? said(count) : task ? count.rows + " 条措施" : "";
    }

    function said(count) {
      const name = form.elements.unit.selectedOptions[0].textContent;
      if (!count.rows) return name + "在这里没有列名";
      return (
        name +
        "：" +
        (count.leads ? "牵头 " + count.leads + " 项任务；" : "") +
        "下面是它牵头或列名的 " +
        count.rows +
        " 条措施"
      );
    }

    function keep() {
      const query = new URLSearchParams();
      for (const field of fields) if (field.value) query.set(field.name, field.value);
      history.replaceState(null, "", location.pathname + (String(query) ? "?" + query : "") + location.hash);
    }
  }
})();
