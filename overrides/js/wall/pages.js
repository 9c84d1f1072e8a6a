/* The words of a slide in as large letters as it has room for; what has none goes on another page of the same slide. */
const LETTERS = [1.1, 1, 0.92, 0.84, 0.76, 0.7, 0.66, 0.62, 0.58, 0.56]; /* of 100 px on 1920 × 1080 */
const SMALLER = [0.48, 0.4, 0.32]; /* for a single sentence that has no room otherwise */

/**
 * The parts of a slide as pages, as few as it takes, in the largest letters that all of them have room in.
 * @type {(slide: HTMLElement) => HTMLElement[][]}
 */
function paged(slide) {
  const every = all("[data-part]", slide);
  const parts = slide.dataset.kind === "next" ? soonest(slide, kxClock.today()) : every;
  const most = Number(the(".kx-slide__room", slide).dataset.most) || Infinity;
  /** @type {HTMLElement[][]} */
  let pages = [];
  for (let count = 1; count <= parts.length; count++) {
    pages = shared(parts, count);
    for (const letters of [...LETTERS, ...(count === parts.length ? SMALLER : [])]) {
      if (letters > most) continue;
      slide.style.setProperty("--kx-letters", letters + "rem");
      if (pages.every((page) => fits(slide, every, page))) return pages;
    }
  }
  return pages;
}

/**
 * Parts in their order on so many pages, about as much on each.
 * @type {(parts: HTMLElement[], count: number) => HTMLElement[][]}
 */
function shared(parts, count) {
  /** @type {HTMLElement[][]} */
  const pages = Array.from({ length: count }, () => []);
  const lengths = parts.map(({ textContent }) => (textContent || "").length);
  const sum = lengths.reduce((all, length) => all + length, 0);
  let before = 0;
  parts.forEach((part, at) => {
    pages[Math.min(count - 1, Math.floor(((before + lengths[at] / 2) / sum) * count))].push(part);
    before += lengths[at];
  });
  return pages.filter((page) => page.length);
}

/** @type {(slide: HTMLElement, every: HTMLElement[], page: HTMLElement[]) => boolean} */
function fits(slide, every, page) {
  for (const part of every) part.hidden = !page.includes(part);
  const room = the(".kx-slide__room", slide);
  return room.scrollHeight <= room.clientHeight + 1 && room.scrollWidth <= room.clientWidth + 1;
}
