/* What units answer for, narrowed by what a reader chooses: on a unit's page, and in the table of all. */
for (const form of all("form[data-kx-filter]")) enableDuties(/** @type {HTMLFormElement} */ (form));
for (const form of all("form[data-kx-charges]")) enableCharges(/** @type {HTMLFormElement} */ (form));

/** @type {(place: HTMLElement) => HTMLTableSectionElement[]} */
function bodiesOf(place) {
  return /** @type {HTMLTableSectionElement[]} */ (all("tbody", place));
}

/**
 * The rows of a task that are wanted, under its name; how many those are.
 * @type {(body: HTMLTableSectionElement, wanted: (row: HTMLElement) => boolean) => number}
 */
function showRows(body, wanted) {
  const rows = Array.from(body.rows);
  for (const row of rows) row.hidden = !wanted(row);
  const shown = rows.filter((row) => !row.hidden);
  body.hidden = !shown.length;
  if (!shown.length) return 0;
  const head = /** @type {HTMLTableCellElement} */ (the("th", body));
  head.rowSpan = shown.length;
  shown[0].prepend(head);
  return shown.length;
}

/** What a unit answers for, by the way it does. @type {(form: HTMLFormElement) => void} */
function enableCharges(form) {
  const table = the(".kx-charges");
  enableChoices(form, ({ way }) => {
    const wanted = /** @type {(row: HTMLElement) => boolean} */ (
      ({ dataset }) => !way || (dataset.ways || "").split(" ").includes(way)
    );
    const count = bodiesOf(table).reduce((sum, body) => sum + showRows(body, wanted), 0);
    the("output", form).textContent = way ? "下面是 " + count + " 条" : "";
  });
}

/**
 * The responsibility table by unit and task. What is chosen gets its rows of the table, not counts.
 * @type {(form: HTMLFormElement) => void}
 */
function enableDuties(form) {
  const page = the("[data-kx-duties]");
  enableChoices(form, ({ unit, task }) => {
    page.toggleAttribute("data-kx-chosen", Boolean(unit || task));
    const count = { leads: 0, rows: 0 };
    for (const body of bodiesOf(the("section .kx-table", page))) {
      const named = /** @type {(element: HTMLElement, list: "leads" | "units") => boolean} */ (
        ({ dataset }, list) => (dataset[list] || "").split(" ").includes(unit)
      );
      const leads = named(body, "leads");
      const fits = !task || body.dataset.task === task;
      const shown = showRows(body, (row) => fits && (!unit || leads || named(row, "units")));
      the("th", body).classList.toggle("kx-lead-cell", leads);
      count.leads += leads && shown ? 1 : 0;
      count.rows += shown;
    }
    the("output", form).textContent = unit ? said(count) : task ? count.rows + " 条措施" : "";
  });

  /** @type {(count: { leads: number, rows: number }) => string} */
  function said({ leads, rows }) {
    const name = /** @type {HTMLSelectElement} */ (the("[name=unit]", form)).selectedOptions[0].textContent;
    if (!rows) return name + "在这里没有列名";
    return name + "：" + (leads ? "牵头 " + leads + " 项任务；" : "") + "下面是它牵头或列名的 " + rows + " 条措施";
  }
}
