/* Which slides a public screen shows, and in what order: by the day, the alert, and the address. */
const whole = document.documentElement;
const wall = the(".kx-wall");
const slides = all(".kx-slide", wall);
const wanted = new URLSearchParams(location.search);
const DAY_LONG = 24 * 3600 * 1000;
const NEXT = 3; /* so many things that are on */

/**
 * Each kind of slide: which of its sections have their turn on a day. Their order here is that on the screen. Alerts
 * come first whatever the address says; the name of the site comes only where there is nothing else.
 * @type {Record<string, (found: HTMLElement[], day: string) => HTMLElement[]>}
 */
const KINDS = {
  alert: (found) =>
    found.filter((slide) => !(/** @type {HTMLElement} */ (slide.parentElement).hidden) && sinceContact() < DAY_LONG),
  daily: ofDay,
  next: (found, day) => found.filter((slide) => soonest(slide, day).length),
  observance: (found, day) => found.filter((slide) => isNear(slide, day)).slice(0, 1),
  topic: (found, day) => found.slice((Date.parse(day) / DAY_LONG) % found.length).slice(0, 1),
  quiz: ofDay,
  lines: (found) => found,
};
const FIRST = "alert";
const LAST = "name";
const kinds = kindsIn(wanted.get("order") || "");

/** The kinds named in the address that there are, or all. @type {(words: string) => string[]} */
function kindsIn(words) {
  const known = Object.keys(KINDS).filter((kind) => kind !== FIRST);
  const named = words.split(",").filter((kind, at, list) => known.includes(kind) && list.indexOf(kind) === at);
  return named.length ? named : known;
}

/** What belongs to one day. @type {(found: HTMLElement[], day: string) => HTMLElement[]} */
function ofDay(found, day) {
  return found.filter(({ dataset }) => dataset.first === day);
}

/** Not over; of what goes on for weeks, not begun either. @type {(slide: HTMLElement, day: string) => boolean} */
function isNear({ dataset }, day) {
  return (dataset.last || "") >= day && !("long" in dataset && (dataset.first || "") < day);
}

/**
 * The next things on, events rather than observances, by their days.
 * @type {(slide: HTMLElement, day: string) => HTMLElement[]}
 */
function soonest(slide, day) {
  const current = all("[data-part]", slide).filter(({ dataset }) => (dataset.last || "") >= day);
  const events = current.filter(({ dataset }) => "event" in dataset);
  const chosen = [...events, ...current.filter((item) => !events.includes(item))].slice(0, NEXT);
  return current.filter((item) => chosen.includes(item));
}

/** What has its turn now, in order; an alert of the highest level alone. @type {() => HTMLElement[]} */
function rotation() {
  const day = kxClock.today();
  const shown = [FIRST, ...kinds].map((kind) =>
    KINDS[kind](
      slides.filter(({ dataset }) => dataset.kind === kind),
      day,
    ),
  );
  const alone = shown[0].filter(({ dataset }) => "alone" in dataset);
  const found = alone.length ? alone : shown.reduce((all, some) => all.concat(some), []);
  return found.length ? found : slides.filter(({ dataset }) => dataset.kind === LAST);
}
