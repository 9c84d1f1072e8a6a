/* Search: a box on any page, in the header, on the home page and on the 404 page. */

/** The first results below the box while one types. @type {(form: HTMLFormElement) => void} */
function enablePanel(form) {
  const input = /** @type {HTMLInputElement} */ (the("[name=q]", form));
  const [panel, said, unsaid] = [el("div", "", "kx-panel"), el("p"), el("p")];
  const list = /** @type {ResultList} */ (el("ol"));
  const past = el("p", "", "kx-hot");
  const whole = Object.assign(linkTo(form.action, "全部结果"), { className: "kx-panel__all" });
  const map = linkTo(SITEMAP_URL, "站点地图");
  said.setAttribute("role", "status");
  panel.append(said, unsaid, past, list, whole);
  panel.hidden = unsaid.hidden = true;
  form.appendChild(panel);
  let turn = 0;
  listen(input, search);
  walk(form, input, () => linksIn(panel, "a, button"));
  input.addEventListener("focus", search);
  form.addEventListener("submit", () => keep(input.value.trim()));
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (!list.busy && !form.contains(/** @type {Node | null} */ (relatedTarget))) close();
  });
  document.addEventListener("mousedown", ({ target }) => {
    if (!form.contains(/** @type {Node | null} */ (target))) close();
  });
  input.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  list.addEventListener("click", () => keep(input.value.trim()));
  if (document.activeElement === input && !form.dataset.composing) search();

  function close() {
    turn += 1;
    panel.hidden = true;
  }

  async function search() {
    const query = input.value.trim();
    const mine = (turn += 1);
    past.hidden = true;
    if (!query) {
      clear();
      showRecent(past);
      panel.hidden = past.hidden;
      names().catch(() => {});
      return;
    }
    try {
      await answer(query, (found) => {
        if (mine === turn) show(query, found);
      });
    } catch (error) {
      if (mine !== turn) return;
      clear();
      said.append(UNFETCHED + "，或者从", map, "找。");
      panel.hidden = false;
    }
  }

  function clear() {
    empty(list);
    said.textContent = "";
    unsaid.hidden = whole.hidden = true;
  }

  /** @type {(query: string, found: Answer) => void} */
  function show(query, found) {
    const { results, done, text, readings, namesOnly, missing } = found;
    const best = results.slice(0, 7);
    for (const [index, entry] of lay(list, best, readings[0]).entries()) {
      const { page } = best[index];
      if (!page.title && text) tell(entry, best[index], readings[0], text.get(page)).catch(() => {});
    }
    if (!results.length && !done) return;
    said.textContent = summary(found, query, results.length);
    if (namesOnly || (!results.length && !missing)) said.append("可以从", map, "找。");
    sayUnwritten(unsaid, missing);
    whole.href = address(query);
    whole.hidden = !results.length;
    panel.hidden = false;
  }
}

/** What a page is called that is known by its text alone. @type {typeof detail} */
async function tell(...result) {
  await once("passages", async () => typeof detail === "function" || run(RESULTS_SCRIPT));
  return detail(...result);
}

/** What can get focus now. @type {(box: HTMLElement, selector: string) => HTMLElement[]} */
const linksIn = (box, selector) => all(selector, box).filter((link) => link.offsetParent);

for (const form of /** @type {HTMLFormElement[]} */ (all("form[role=search]"))) if (form !== PAGE) enablePanel(form);
