/* Shows a notice while it is valid: as soon as it is parsed, before it is drawn, and again while the page stays open.
   A clock that cannot be right hides nothing; the server is asked what time it is. */
const STATES = ["尚未开始", "正在生效", "已过有效期"];
const clockIsWrong = () => kxClock.early() || kxClock.late();
let behind = NaN; /* milliseconds; known once the server has said what time it is */
const parsing = new MutationObserver(applyNotices);
parsing.observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("DOMContentLoaded", () => {
  parsing.disconnect();
  applyNotices();
  if (clockIsWrong()) askServer();
});
document.addEventListener("visibilitychange", applyNotices);
setInterval(applyNotices, 5000);

function applyNotices() {
  for (const notice of all("[data-kx-alert-until]")) {
    const { kxAlertSince, kxAlertUntil } = notice.dataset;
    const state = stateOf(Date.parse(kxAlertSince || ""), Date.parse(kxAlertUntil || ""));
    if (!notice.hasAttribute("data-kx-state")) {
      if (notice.hidden !== (state !== 1)) notice.hidden = state !== 1;
    } else if (notice.textContent !== STATES[state]) notice.textContent = STATES[state];
  }
}

/**
 * Index into STATES. By a wrong clock a notice has begun, and is over only if it was when the page was made.
 * @type {(since: number, until: number) => number}
 */
function stateOf(since, until) {
  if (isNaN(behind) && clockIsWrong()) return kxClock.known >= until ? 2 : 1;
  const now = Date.now() + (behind || 0);
  return now >= until ? 2 : now >= since ? 1 : 0;
}

/* How far the clock is behind, from the date of an answer and the seconds it lay in a cache on the way. */
function askServer() {
  fetch(location.href, { method: "HEAD", cache: "no-store", credentials: "same-origin" })
    .then((answer) => {
      const date = Date.parse(answer.headers.get("Date") || "") + 1000 * (Number(answer.headers.get("Age")) || 0);
      if (!(date >= kxClock.known)) return;
      behind = date - Date.now();
      applyNotices();
    })
    .catch(() => {
      /* no network, or opened as a file: the notice says itself until when it holds */
    });
}
