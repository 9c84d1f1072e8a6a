/* Before anything is drawn: that scripts run, the reader's own choices, the day all scripts go by.
   All scripts are plain ES2019 as Chromium 78 has it, for office PCs. */
const DAY = 24 * 3600 * 1000;
const CHINA = 8 * 3600 * 1000; /* China keeps UTC+8 all year */
const known = Date.parse(document.documentElement.dataset.kxKnown || "");

document.documentElement.setAttribute("data-kx-script", "");
try {
  for (const name of ["scheme", "size", "audience", "township"]) {
    const value = localStorage.getItem("kx-" + name);
    if (value) document.documentElement.setAttribute("data-kx-" + name, value);
  }
} catch (error) {
  /* storage is closed: the defaults stand */
}

/* A clock from before the words of the page were written is wrong: then that day counts, and no days are counted.
   More than a year later the clock is wrong, or nobody looks after the site: then lists and notices stay as they were
   made. The day is that in 咸安 whatever the device's zone. */
window.kxClock = {
  known,
  now: () => Math.max(Date.now(), known),
  shown: (moment = kxClock.now()) => new Date(moment + CHINA).toISOString(),
  today: () => kxClock.shown().slice(0, 10),
  early: () => Date.now() < known,
  late: () => Date.now() > known + 366 * DAY,
};
