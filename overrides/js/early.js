/* Before anything is drawn: the reader's own choice of scheme and size. */
(function () {
  try {
    var root = document.documentElement;
    ["scheme", "size"].forEach(function (name) {
      var value = localStorage.getItem("kx-" + name);
      if (value) root.setAttribute("data-kx-" + name, value);
    });
  } catch (error) { /* storage is closed: the defaults stand */ }
})();
