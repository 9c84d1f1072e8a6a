/* Before anything is drawn: that scripts run, and the reader's own choice of scheme and size. */
(function () {
  var root = document.documentElement;
  root.setAttribute("data-kx-script", "");
  try {
    ["scheme", "size"].forEach(function (name) {
      var value = localStorage.getItem("kx-" + name);
      if (value) root.setAttribute("data-kx-" + name, value);
    });
  } catch (error) { /* storage is closed: the defaults stand */ }
})();
