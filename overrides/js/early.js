/* Before anything is drawn: that scripts run, the reader's own choice of scheme and size, and the day that all scripts go by. */
(function () {
  "use strict";
  var DAY = 24 * 3600 * 1000;
  var root = document.documentElement;
  var built = Date.parse(root.getAttribute("data-kx-built"));
  root.setAttribute("data-kx-script", "");
  try {
    ["scheme", "size"].forEach(function (name) {
      var value = localStorage.getItem("kx-" + name);
      if (value) root.setAttribute("data-kx-" + name, value);
    });
  } catch (error) {
    /* storage is closed: the defaults stand */
  }

  /* A clock from before the page was made is wrong: then the moment it was made counts, and no days are counted.
     More than a year later the clock is wrong, or nobody looks after the site: then lists and notices stay as they were made.
     The day is that in 咸安 whatever the device's zone: China keeps UTC+8 all year. */
  window.kxClock = {
    built: built,
    now: function () {
      return Math.max(Date.now(), built);
    },
    today: function () {
      return new Date(window.kxClock.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
    },
    early: function () {
      return Date.now() < built;
    },
    late: function () {
      return Date.now() > built + 366 * DAY;
    },
  };
})();
