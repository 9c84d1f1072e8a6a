/* Filters over a list; groups left empty go away. Without this the whole list stands there.
   A list that is sorted anew says so with the event kx-sorted, and one that got more items with kx-added. */
/**
 * Choices that ask for more than a word in the item's list of that name; what names no audience is for everybody.
 * @type {Record<string, (item: HTMLElement, value: string) => boolean>}
 */
const FITS = {
  audience: (item, value) => !item.dataset.audience || isListed(item, "audience", value),
  open: (item) => (item.dataset.open || "") >= kxClock.today(),
  when: ({ dataset }, value) => {
    const [from, to] = daysMeant(value);
    return (dataset.first || "9") <= to && (dataset.last || "") >= from;
  },
};

/**
 * Once something is chosen that may be later than what the page shows, the rest of its lists is fetched, and sorted in.
 * Where that fails, the next choice tries again.
 * @type {(form: HTMLElement) => Promise<void>}
 */
async function fetchRest(form) {
  const url = new URL(form.dataset.kxRest || "", location.href).href;
  delete form.dataset.kxRest;
  try {
    const answer = await fetch(url);
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    const lists = all("[data-kx-groups]", page);
    if (!lists.length) throw new Error(url);
    for (const list of lists) {
      const items = all(".kx-on", list);
      for (const link of /** @type {HTMLAnchorElement[]} */ (items.flatMap((item) => all("a", item)))) {
        link.href = new URL(link.getAttribute("href") || "", url).href;
      }
      the('[data-kx-groups="' + list.dataset.kxGroups + '"]').append(...items);
    }
    for (const way of all("[data-kx-later]")) way.hidden = true;
    document.dispatchEvent(new Event("kx-added"));
  } catch (error) {
    form.dataset.kxRest = url;
    the("output", form).textContent += "；以后的没有取到，请检查网络";
  }
}

/** @type {(form: HTMLElement, chosen: Record<string, string>) => void} */
function sift(form, chosen) {
  const wanted = Object.entries(chosen).filter(([, value]) => value);
  if (wanted.length && !chosen.when && form.dataset.kxRest) fetchRest(form);
  const items = all("[data-sift]");
  for (const item of items) {
    item.hidden = !wanted.every(([name, value]) =>
      FITS[name] ? FITS[name](item, value) : isListed(item, name, value),
    );
  }
  for (const more of /** @type {HTMLDetailsElement[]} */ (all("details[data-kx-more]"))) {
    more.open = wanted.length > 0 && Boolean(more.querySelector("[data-sift]:not([hidden])"));
    more.hidden = wanted.length > 0 && !more.open;
  }
  for (const group of all("[data-sift-group]")) {
    const left = all("[data-sift]:not([hidden])", group).length;
    group.hidden = !left;
    const heading = group.querySelector("h2[id]");
    const jump = heading && the('.kx-jump a[href="#' + heading.id + '"]');
    if (!jump) continue;
    jump.hidden = group.hidden;
    for (const number of all("[data-kx-count]", jump)) number.textContent = String(left);
  }
  const count = items.filter((item) => !item.hidden).length;
  const said = count ? "符合的有 " + count + " 项" : "没有符合的，换一个条件试试";
  the("output", form).textContent = wanted.length ? said : "";
}

for (const form of all("form[data-kx-sift]")) {
  const again = enableChoices(/** @type {HTMLFormElement} */ (form), (chosen) => sift(form, chosen));
  document.addEventListener("kx-sorted", again);
}
