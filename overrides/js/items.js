/* What several scripts ask of the items of a list: what stands in their lists, which days are meant. */

/** @type {(item: HTMLElement, name: string, value: string) => boolean} */
const isListed = (item, name, value) => (item.dataset[name] || "").split(" ").includes(value);

/**
 * The first and the last day of today, of this weekend or of next week. A week runs from Monday to Sunday.
 * @type {(when: string) => string[]}
 */
function daysMeant(when) {
  const today = Date.parse(kxClock.today());
  const past = (new Date(today).getUTCDay() + 6) % 7; /* days of this week that are over */
  const ahead = when === "today" ? [0, 0] : when === "next" ? [7 - past, 13 - past] : [Math.max(5 - past, 0), 6 - past];
  return ahead.map((days) => new Date(today + days * 24 * 3600 * 1000).toISOString().slice(0, 10));
}
