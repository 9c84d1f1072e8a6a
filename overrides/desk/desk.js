/* What the desk does better with a script: finding while typing, checks at a pause, a warning before words are lost. */
(function () {
  "use strict";
  /** Input methods write as they compose; nothing of ours happens before they are done. @type {boolean} */
  let composing = false;
  document.addEventListener("compositionstart", () => {
    composing = true;
  });
  document.addEventListener("compositionend", () => {
    composing = false;
  });

  const PAUSE = 1200;
  const SIGN = 30000;

  /** @param {HTMLInputElement} box */
  function sift(box) {
    const list = document.getElementById(box.dataset.kdSift || "");
    if (!list) return;
    const hint = box.closest(".kd-sift");
    if (hint instanceof HTMLElement) hint.hidden = false;
    const count = document.getElementById(list.id + "-count");
    function show() {
      const words = box.value.trim().toLowerCase().split(/\s+/);
      let found = 0;
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-kd-found]"))) {
        const text = row.dataset.kdFound || "";
        const ticked = row.querySelector("input:checked") || (row instanceof HTMLOptionElement && row.selected);
        row.hidden = !ticked && !words.every((word) => text.indexOf(word) >= 0);
        if (!row.hidden) found += 1;
      }
      if (count) count.textContent = "找到 " + found;
    }
    box.addEventListener("input", () => {
      if (!composing) show();
    });
    box.addEventListener("compositionend", show);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
  }
  for (const box of document.querySelectorAll("input[data-kd-sift]")) sift(/** @type {HTMLInputElement} */ (box));

  /** @param {HTMLFormElement} form */
  function watch(form) {
    const state = document.getElementById("kd-state");
    let unsaved = form.hasAttribute("data-kd-unsaved");
    let sending = false;
    let timer = 0;
    let asked = 0;

    /** @param {Record<string, string[]>} said */
    function show(said) {
      for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-kd-said]"))) {
        const words = said[place.dataset.kdSaid || ""] || [];
        place.textContent = "";
        for (const word of words) place.appendChild(document.createElement("p")).textContent = word;
        const field = place.parentElement;
        if (field) field.classList.toggle("kd-field--bad", words.length > 0);
      }
      const count = Object.keys(said).length;
      if (state) state.textContent = count ? "有 " + count + " 处要看一下" : "没有发现问题，还没有保存";
    }

    async function check() {
      const turn = ++asked;
      const body = new URLSearchParams();
      new FormData(form).forEach((value, name) => body.append(name, String(value)));
      try {
        const answer = await fetch(form.dataset.kdCheck || "", { method: "POST", body });
        if (answer.ok && turn === asked && !sending) show(await answer.json());
      } catch {
        lost();
      }
    }

    function later() {
      unsaved = true;
      if (state) state.textContent = "还没有保存";
      clearTimeout(timer);
      timer = window.setTimeout(() => (composing ? later() : check()), PAUSE);
    }
    form.addEventListener("input", (event) => {
      const box = event.target;
      if (!(box instanceof HTMLElement) || !box.dataset.kdSift) later();
    });
    form.addEventListener("submit", () => {
      sending = true;
      clearTimeout(timer);
    });
    form.addEventListener("keydown", (event) => {
      // Enter in a line of the form saves nothing by accident
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
    });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved && !sending) {
        event.preventDefault();
        event.returnValue = "";
      }
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s" && !event.isComposing) {
        event.preventDefault();
        const save = document.getElementById("save");
        if (save) save.click();
      }
    });
    const at = form.dataset.kdAt && document.getElementById(form.dataset.kdAt);
    const first = at || form.querySelector(".kd-field--bad");
    if (first) {
      first.scrollIntoView({ block: "center" });
      const box = first.querySelector("input:not([type=hidden]), select, textarea");
      if (box instanceof HTMLElement) box.focus({ preventScroll: true });
    }
  }
  const record = document.getElementById("record");
  if (record instanceof HTMLFormElement) watch(record);

  function lost() {
    const said = document.getElementById("kd-lost");
    if (said) said.hidden = false;
  }
  function here() {
    fetch("/here", { method: "POST" }).then(
      () => {
        const said = document.getElementById("kd-lost");
        if (said) said.hidden = true;
      },
      lost,
    );
  }
  setInterval(here, SIGN);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) here();
  });
  window.addEventListener("pagehide", () => navigator.sendBeacon("/gone"));

  async function follow() {
    const lines = document.getElementById("job-lines");
    const answer = await fetch("/progress");
    const job = await answer.json();
    if (lines) {
      for (const line of job.lines.slice(lines.children.length)) {
        lines.appendChild(document.createElement("li")).textContent = line;
      }
    }
    if (job.running) setTimeout(follow, 500);
    else location.reload();
  }
  if (document.querySelector("[data-kd-job]")) follow();
})();
