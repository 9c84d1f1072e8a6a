/* The reading line of 长者模式 on a desktop: it follows the pointer, and the keyboard where that goes. */
const ruler = el("div", "", "kx-ruler");
const rulerSwitch = el("button", "阅读线", "kx-ruler-switch");

ruler.setAttribute("aria-hidden", "true");
rulerSwitch.type = "button";
rulerSwitch.addEventListener("click", () => {
  remember("ruler", root.dataset.kxRuler ? "" : "1");
  sayRuler();
});

function offerRuler() {
  document.addEventListener("mousemove", ({ clientY }) => moveRuler(clientY + 24));
  document.addEventListener("focusin", ({ target }) => {
    moveRuler(/** @type {Element} */ (target).getBoundingClientRect().bottom + 4);
  });
  document.body.append(ruler);
  the(".kx-tools").prepend(rulerSwitch);
  sayRuler();
}

function sayRuler() {
  rulerSwitch.setAttribute("aria-pressed", String(Boolean(root.dataset.kxRuler)));
}

/** @type {(top: number) => void} */
function moveRuler(top) {
  ruler.style.transform = "translateY(" + Math.round(top) + "px)";
}
