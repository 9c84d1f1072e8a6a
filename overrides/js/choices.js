/* Forms of choices whose choices stand in the address of the page. */

/**
 * A form of choices, shown and filled from the address, in which every choice is kept; `apply` draws what was chosen.
 * Gives what draws it once more.
 * @type {(form: HTMLFormElement, apply: (chosen: Record<string, string>) => void) => () => void}
 */
function enableChoices(form, apply) {
  const fields = /** @type {HTMLSelectElement[]} */ (all("select[name]", form));
  const wanted = new URLSearchParams(location.search);
  const chosen = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const keep = () => history.replaceState(null, "", addressWith(chosen()) + location.hash);
  for (const field of fields) {
    const value = wanted.get(field.name);
    if (value && Array.from(field.options).some((option) => option.value === value)) field.value = value;
    field.addEventListener("change", () => {
      apply(chosen());
      keep();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply(chosen());
  if (String(wanted)) keep();
  return () => apply(chosen());
}
