/* What several scripts ask of a page and its address. */

/** Every element that fits. @type {(selector: string, within?: ParentNode) => HTMLElement[]} */
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

/**
 * The element that our templates put there.
 * @type {<E extends Element = HTMLElement>(selector: string, within?: ParentNode) => E}
 */
const the = (selector, within = document) => /** @type {any} */ (within.querySelector(selector));

/**
 * A new element with some text and a class.
 * @type {<T extends keyof HTMLElementTagNameMap>(tag: T, text?: string, name?: string) => HTMLElementTagNameMap[T]}
 */
const el = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (name) made.className = name;
  return made;
};

/**
 * The address of this page with these values in it, empty ones left out.
 * @type {(values: Record<string, string>) => string}
 */
function addressWith(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return location.pathname + (String(query) ? "?" + query : "");
}
