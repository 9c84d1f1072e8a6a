/* Forms of choices whose choices stand in the address of the page. */

/**
 * A form of choices, shown and filled from the address, in which every choice is kept; `apply` draws what was chosen.
 * Gives what draws it once more.
 * @type {(form: HTMLFormElement, apply: (chosen: Record<string, string>) => void) => () => void}
 */
function enableChoices(form, apply) {
  const fields = /** @type {HTMLSelectElement[]} */ (all("select[name]", form));
  const chips = /** @type {HTMLButtonElement[]} */ (all("button[name][value]", form));
  const isOn = /** @type {(chip: HTMLElement) => boolean} */ ((chip) => chip.getAttribute("aria-pressed") === "true");
  const press = /** @type {(chip: HTMLElement, on: boolean) => void} */ (
    (chip, on) => chip.setAttribute("aria-pressed", String(on))
  );
  const wanted = new URLSearchParams(location.search);
  const chosen = () => Object.fromEntries([...fields, ...chips.filter(isOn)].map((field) => [field.name, field.value]));
  const keep = () => history.replaceState(null, "", addressWith(chosen()) + location.hash);
  for (const field of fields) {
    const value = wanted.get(field.name);
    if (value && Array.from(field.options).some((option) => option.value === value)) field.value = value;
    field.addEventListener("change", () => {
      apply(chosen());
      keep();
    });
  }
  for (const chip of chips) {
    press(chip, wanted.get(chip.name) === chip.value);
    chip.addEventListener("click", () => {
      const on = !isOn(chip);
      for (const other of chips) if (other.name === chip.name) press(other, on && other === chip);
      apply(chosen());
      keep();
    });
  }
  for (const folded of /** @type {HTMLDetailsElement[]} */ (all("details", form))) {
    folded.open = fields.some((field) => field.value && folded.contains(field));
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply(chosen());
  if (String(wanted)) keep();
  return () => apply(chosen());
}
