/* Search: a box on any page, in the header, on the home page and on the 404 page. */

/* The first results below the box while one types. */
function enablePanel(form) {
  const input = form.elements.q;
  const panel = el("div", "", "kx-panel"),
    said = el("p"),
    unsaid = el("p"),
    list = el("ol"),
    past = el("p", "", "kx-hot"),
    all = el("a", "全部结果", "kx-more");
  const map = el("a", "站点地图");
  map.href = new URL("sitemap/", base).href;
  all.href = form.action;
  said.setAttribute("role", "status");
  panel.append(said, unsaid, past, list, all);
  panel.hidden = unsaid.hidden = true;
  form.appendChild(panel);
  let turn = 0;
  listen(input, search);
  walk(form, input, () => Array.from(panel.querySelectorAll("a, button")).filter((link) => link.offsetParent));
  input.addEventListener("focus", search);
  form.addEventListener("submit", () => keep(input.value.trim()));
  form.addEventListener("focusout", (event) => {
    if (!list.busy && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("mousedown", (event) => {
    if (!form.contains(event.target)) close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  list.addEventListener("click", () => keep(input.value.trim()));
  if (document.activeElement === input && !form.dataset.composing) search();

  function close() {
    turn += 1;
    panel.hidden = true;
  }

  async function search() {
    const mine = (turn += 1),
      query = input.value.trim();
    if (!query) {
      empty(list);
      said.textContent = "";
      unsaid.hidden = true;
      all.hidden = true;
      showRecent(past);
      panel.hidden = past.hidden;
      names().catch(() => {});
      return;
    }
    past.hidden = true;
    try {
      await answer(query, (found) => {
        if (mine !== turn) return;
        const best = found.results.slice(0, 7);
        lay(list, best, found.readings[0]).forEach((entry, index) => {
          if (!best[index].page.title && found.text)
            detail(entry, best[index], found.readings[0], found.text.get(best[index].page)).catch(() => {});
        });
        if (!found.results.length && !found.done) return;
        said.textContent = summary(found, query, found.results.length);
        if (found.namesOnly || (!found.results.length && !found.missing)) said.append("可以从", map, "找。");
        sayUnwritten(unsaid, found.missing);
        all.href = address(query);
        all.hidden = !found.results.length;
        panel.hidden = false;
      });
    } catch (error) {
      if (mine !== turn) return;
      empty(list);
      unsaid.hidden = true;
      said.textContent = UNFETCHED + "，或者从";
      said.append(map, "找。");
      all.hidden = true;
      panel.hidden = false;
    }
  }
}
