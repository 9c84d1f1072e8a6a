/* Onto the clipboard, by whichever way there is. */

/** What is selected, or what a listener for `copy` puts in its place. @type {() => boolean} */
const copySelected = () => document.execCommand("copy");

/** Copies a text; the promise fails where nothing can be copied. @type {(text: string) => Promise<void>} */
function copyText(text) {
  const byHand = () => {
    const field = el("textarea", "", "kx-hidden");
    field.value = text;
    field.setAttribute("readonly", "");
    document.body.appendChild(field);
    field.select();
    const done = copySelected();
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("no clipboard"));
  };
  return navigator.clipboard ? navigator.clipboard.writeText(text).catch(byHand) : byHand();
}
