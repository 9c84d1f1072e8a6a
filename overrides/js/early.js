/* Before anything is drawn: that scripts run, the reader's own choices and 长者模式, the day all scripts go by.
   All scripts are plain ES2019 as Chromium 78 has it, for office PCs. */
const DAY = 24 * 3600 * 1000;
const CHINA = 8 * 3600 * 1000; /* China keeps UTC+8 all year */
const early = document.documentElement;
const { kxKnown = "", kxSeniorHome, kxSeniorSheet } = early.dataset;
const known = Date.parse(kxKnown);

early.setAttribute("data-kx-script", "");
const seniorHome = early.hasAttribute("data-kx-senior");
const wish = new URLSearchParams(location.search).get("senior");
let senior = seniorHome || wish === "1";
try {
  for (const name of ["scheme", "audience", "township", "ruler"]) {
    const value = localStorage.getItem("kx-" + name);
    if (value) early.setAttribute("data-kx-" + name, value);
  }
  if (localStorage.getItem("kx-size")) {
    localStorage.removeItem("kx-size");
    localStorage.setItem("kx-senior", "1"); /* larger letters, which readers could choose before there was the mode */
  }
  if (senior) localStorage.setItem("kx-senior", "1");
  else if (wish) localStorage.removeItem("kx-senior");
  else senior = localStorage.getItem("kx-senior") === "1";
  if (wish)
    history.replaceState(null, "", location.href.replace(/([?&])senior=[^&#]*&?/, "$1").replace(/[?&](?=#|$)/, ""));
} catch (error) {
  /* storage is closed: what the address asks holds for this page */
}
if (senior && kxSeniorHome) location.replace(kxSeniorHome);
else if (senior && !seniorHome) {
  early.setAttribute("data-kx-senior", "1");
  /* Of all ways to fetch a style sheet from a script, this is the one that drawing waits for. */
  document.write('<link rel="stylesheet" href="' + kxSeniorSheet + '">');
}

/* A clock from before the words of the page were written is wrong: then that day counts, and no days are counted.
   More than a year later the clock is wrong, or nobody looks after the site: then lists and notices stay as they were
   made. The day is that in China whatever the device's zone. */
window.kxClock = {
  known,
  now: () => Math.max(Date.now(), known),
  shown: (moment = kxClock.now()) => new Date(moment + CHINA).toISOString(),
  today: () => kxClock.shown().slice(0, 10),
  early: () => Date.now() < known,
  late: () => Date.now() > known + 366 * DAY,
};
