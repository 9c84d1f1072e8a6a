/* Filters over a list: what is chosen stays in the address, groups left empty go away.
   Without this the whole list stands there. A list that is sorted anew says so with the event kx-sorted. */
(function () {
  "use strict";
  const form = document.querySelector("[data-kx-sift]");
  if (!form) return;
  const fields = Array.from(form.elements).filter((field) => field.name);
  const wanted = new URLSearchParams(location.search);
  for (const field of fields) {
    const value = wanted.get(field.name);
    if (value && Array.from(field.options).some((option) => option.value === value)) field.value = value;
    field.addEventListener("change", () => {
      sift();
      keep();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("kx-sorted", sift);
  form.hidden = false;
  sift();
  if (String(wanted)) keep();

  function keep() {
    const query = new URLSearchParams();
    for (const field of fields) if (field.value) query.set(field.name, field.value);
    history.replaceState(null, "", location.pathname + (String(query) ? "?" + query : "") + location.hash);
  }

  /* What names no audience is for everybody. */
  function sift() {
    const chosen = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    let count = 0;
    for (const item of document.querySelectorAll("[data-sift]")) {
      const fits = chosen.every(
        ([name, value]) =>
          item.dataset[name].split(" ").indexOf(value) >= 0 || (name === "audience" && !item.dataset.audience),
      );
      item.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of document.querySelectorAll("[data-sift-group]")) {
      group.hidden = !group.querySelector("[data-sift]:not([hidden])");
      const heading = group.querySelector("h2[id]");
      const jump = heading && document.querySelector('.kx-jump a[href="#' + heading.id + '"]');
      if (jump) jump.hidden = group.hidden;
      const number = jump && jump.querySelector("[data-kx-count]");
      if (number) number.textContent = String(group.querySelectorAll("[data-sift]:not([hidden])").length);
    }
    form.querySelector("output").textContent = chosen.length
      ? count
        ? "符合的有 " + count + " 项"
        : "没有符合的，换一个条件试试"
      : "";
  }
})();
