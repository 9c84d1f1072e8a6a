/* Who the reader says to be and where: what is for them comes first. It stays on the device. */

/** Lists with what is for a group of people, and the order they were built in. */
const built = new Map(all("[data-kx-front]").map((list) => [list, Array.from(list.children)]));

/** What is for the reader's group first, and of a list that shows only so many, so many. */
function bringForward() {
  for (const [list, items] of /** @type {Map<HTMLElement, HTMLElement[]>} */ (built)) {
    const mine = items.filter((item) => isListed(item, "audience", root.dataset.kxAudience || "-"));
    const most = Number(list.dataset.kxFront) || items.length;
    [...mine, ...items.filter((item) => !mine.includes(item))].forEach((item, place) => {
      item.hidden = place >= most;
      list.appendChild(item);
    });
  }
}

/** @type {(field: HTMLElement) => string} */
const nameOf = ({ dataset }) => dataset.kxOwn || "";

/** @type {(box: HTMLElement) => void} */
function enableMine(box) {
  const fields = /** @type {HTMLSelectElement[]} */ (all("select", box));
  const said = the("[data-said]", box);
  const unsaid = said.textContent;
  const forget = the("button", box);

  const show = () => {
    const chosen = fields.filter((field) => field.value);
    const words = chosen.map((field) => field.dataset.kxWords + field.selectedOptions[0].textContent);
    said.textContent = words.join("，") || unsaid;
    for (const part of all("[data-set]", box)) part.hidden = Boolean(chosen.length) !== (part.dataset.set === "1");
    bringForward();
    document.dispatchEvent(new Event("kx-mine"));
  };
  for (const field of fields) {
    const kept = root.getAttribute("data-kx-" + nameOf(field)) || "";
    field.value = kept;
    if (field.value !== kept) remember(nameOf(field), (field.value = "")); /* a group or place that is no more */
    field.addEventListener("change", () => {
      remember(nameOf(field), field.value);
      show();
    });
  }
  forget.addEventListener("click", () => {
    for (const field of fields) remember(nameOf(field), (field.value = ""));
    show();
    the("summary", box).focus();
  });
  box.hidden = false;
  show();
}

for (const box of all("[data-kx-mine-box]")) enableMine(box);
