/* Shows a notice while it is valid: as soon as it is parsed, before it is drawn, and again while the page stays open.
   A clock that cannot be right hides nothing; the server is asked what time it is. Plain ES2015, for office PCs on Chromium 78. */
(function () {
  "use strict";
  const STATES = ["尚未开始", "正在生效", "已过有效期"];
  const clock = window.kxClock;
  const wrong = () => clock.early() || clock.late();
  let behind = null;
  const parsing = new MutationObserver(apply);
  parsing.observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    parsing.disconnect();
    apply();
    if (wrong()) askServer();
  });
  document.addEventListener("visibilitychange", apply);
  setInterval(apply, 5000);

  function apply() {
    for (const element of document.querySelectorAll("[data-kx-alert-until]")) {
      const state = stateOf(Date.parse(element.dataset.kxAlertSince), Date.parse(element.dataset.kxAlertUntil));
      if (element.hasAttribute("data-kx-state")) say(element, STATES[state]);
      else if (element.hidden !== (state !== 1)) element.hidden = state !== 1;
    }
  }

  /* By a wrong clock a notice has begun, and is over only if it was when the page was made. */
  function stateOf(since, until) {
    const now = behind === null ? Date.now() : Date.now() + behind;
    if (behind === null && wrong()) return clock.built >= until ? 2 : 1;
    return now >= until ? 2 : now >= since ? 1 : 0;
  }

  /* How far the clock is behind, from the date of an answer and the seconds it lay in a cache on the way. */
  function askServer() {
    fetch(location.href, { method: "HEAD", cache: "no-store", credentials: "same-origin" })
      .then((answer) => {
        const date = Date.parse(answer.headers.get("Date")) + 1000 * (Number(answer.headers.get("Age")) || 0);
        if (!(date >= clock.built)) return;
        behind = date - Date.now();
        apply();
      })
      .catch(() => {
        /* no network, or opened as a file: the notice says itself until when it holds */
      });
  }

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
})();
