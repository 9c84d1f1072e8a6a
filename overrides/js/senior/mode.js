/* 长者模式, switched on and off where one is; without this the switch is a link to the mode's own home page. */
const FINE_POINTER = "(hover: hover) and (pointer: fine)";
const switches = all("a[data-kx-switch]").map(makeButton);
const isOn = () => root.hasAttribute("data-kx-senior");

/** @type {(on: boolean) => void} */
function turnSenior(on) {
  remember("senior", on ? "1" : "");
  if (on) fetchSheet();
  showSenior();
}

function showSenior() {
  for (const button of switches) button.textContent = isOn() ? button.dataset.out || "" : "长者模式";
  if (isOn() && matchMedia(FINE_POINTER).matches && !ruler.isConnected) offerRuler();
}

function fetchSheet() {
  const { kxSeniorSheet = "" } = root.dataset;
  if (document.querySelector('link[href="' + kxSeniorSheet + '"]')) return;
  const sheet = Object.assign(el("link"), { rel: "stylesheet", href: kxSeniorSheet });
  sheet.onerror = () => {
    sheet.remove();
    turnSenior(false);
  };
  document.head.append(sheet);
}

/** @type {(link: HTMLElement) => HTMLElement} */
function makeButton(link) {
  const button = el("button", "", link.className);
  button.type = "button";
  button.dataset.out = link.dataset.kxSwitch;
  button.addEventListener("click", () => {
    turnSenior(!isOn());
    button.scrollIntoView({ block: "nearest" });
  });
  const held = document.activeElement === link;
  link.replaceWith(button);
  if (held) button.focus();
  return button;
}

if (isOn()) showSenior();
else turnSenior(true); /* fetched because a switch was pressed */
