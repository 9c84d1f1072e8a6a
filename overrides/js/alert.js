/* Shows a notice while it is valid by the reader's clock: as soon as it is parsed, before it is drawn,
   and again while the page stays open. Plain ES2015, for office PCs on Chromium 78. */
(function () {
  "use strict";
  const STATES = ["尚未开始", "正在生效", "已过有效期"];
  const parsing = new MutationObserver(apply);
  parsing.observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => { parsing.disconnect(); apply(); });
  document.addEventListener("visibilitychange", apply);
  setInterval(apply, 5000);

  function apply() {
    const now = Date.now();
    for (const element of document.querySelectorAll("[data-kx-alert-until]")) {
      const begun = now >= Date.parse(element.dataset.kxAlertSince), over = now >= Date.parse(element.dataset.kxAlertUntil);
      if (element.hasAttribute("data-kx-state")) say(element, STATES[over ? 2 : begun ? 1 : 0]);
      else if (element.hidden !== (over || !begun)) element.hidden = over || !begun;
    }
  }

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
})();
