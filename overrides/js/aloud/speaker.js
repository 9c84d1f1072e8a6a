/* Reads a box aloud, a piece at a time, the piece marked while it is spoken. To stop is to break off, to go on is to
   begin with that piece again: pause() ends everything on Android. */
const START_WAIT = 8000; /* milliseconds in which a voice begins, also one that comes from the network */
const MOST_WAIT = 30000; /* milliseconds after which a piece has long been said, whatever the browser says */
const AFTER_CANCEL = 60; /* milliseconds: what is spoken in the same breath is lost in some browsers */
const RATE = 0.9;

/** Places of buttons, what each reads, and how far it has come. @type {Map<HTMLElement, Recital>} */
const recitals = new Map();
/** @type {HTMLElement | null} */
let reader = null; /* the place that reads now */
/** @type {SpeechSynthesisUtterance | null} */
let utterance = null; /* held, or Chromium forgets it before it ends */
let watch = 0;

const player = el("div", "", "kx-player");
const [playerTurn, playerAgain, playerClose] = ["", "从头读", "收起"].map((label) => el("button", label));
const playerSaid = el("span");
for (const button of [playerTurn, playerAgain, playerClose]) button.type = "button";
player.setAttribute("role", "group");
player.setAttribute("aria-label", "朗读");
playerSaid.setAttribute("role", "status");
player.append(playerTurn, playerAgain, playerClose, playerSaid);
document.head.append(
  Object.assign(el("link"), { rel: "stylesheet", href: document.documentElement.dataset.kxAloudSheet || "" }),
);
playerTurn.addEventListener("click", () => turn(playerPlace()));
playerAgain.addEventListener("click", () => {
  forget(playerPlace());
  read(playerPlace());
});
playerClose.addEventListener("click", () => finish(playerPlace()));

for (const place of all("[data-kx-listen]")) the("button", place).addEventListener("click", () => turn(place));
/* A page that is left or out of sight is silent; it goes on where it was when the reader asks for it. */
addEventListener("pagehide", hush);
document.addEventListener("visibilitychange", () => document.hidden && hush());
document.addEventListener("keydown", ({ key }) => key === "Escape" && hush());

function playerPlace() {
  return /** @type {HTMLElement} */ (player.previousSibling);
}

/** @type {(place: HTMLElement) => void} */
function turn(place) {
  if (reader === place) hush();
  else if (chineseVoice()) read(place);
  else sayOwnVoice(place);
}

/** @type {(place: HTMLElement) => void} */
function read(place) {
  hush();
  speechSynthesis.cancel();
  const box = /** @type {HTMLElement} */ (place.closest("[data-kx-aloud]"));
  const known = recitals.get(place);
  if (!known || known.pieces.some(({ marks }) => !marks[0].isConnected)) {
    forget(place);
    for (const folded of /** @type {NodeListOf<HTMLDetailsElement>} */ (box.querySelectorAll("[data-kx-unfold]"))) {
      folded.open = true;
    }
    recitals.set(place, { pieces: piecesOf(box), at: 0 });
  }
  reader = place;
  show(place);
  watch = setTimeout(() => say(place), AFTER_CANCEL);
}

/** @type {(place: HTMLElement) => void} */
function say(place) {
  const recital = /** @type {Recital} */ (recitals.get(place));
  const piece = recital.pieces[recital.at];
  if (!piece) return finish(place);
  const voice = chineseVoice();
  const mine = new SpeechSynthesisUtterance(spoken(piece.words));
  utterance = mine;
  if (voice) mine.voice = voice;
  mine.lang = "zh-CN";
  mine.rate = RATE;
  mark(recital, piece);
  const next = () => {
    recital.at += 1;
    say(place);
  };
  mine.onstart = () => utterance === mine && giveUp(next, MOST_WAIT);
  mine.onend = () => utterance === mine && next();
  mine.onerror = () => utterance === mine && fail(place);
  giveUp(() => fail(place), START_WAIT);
  speechSynthesis.speak(mine);
}

/**
 * After so long a browser that says nothing of what it is doing is told to leave it.
 * @type {(act: () => void, time: number) => void}
 */
function giveUp(act, time) {
  clearTimeout(watch);
  watch = setTimeout(() => {
    utterance = null;
    speechSynthesis.cancel();
    watch = setTimeout(act, AFTER_CANCEL);
  }, time);
}

/** Silence; what was read stays where it was. */
function hush() {
  const place = reader;
  if (!place) return;
  clearTimeout(watch);
  reader = utterance = null;
  speechSynthesis.cancel();
  mark(/** @type {Recital} */ (recitals.get(place)), null);
  show(place);
}

/** @type {(place: HTMLElement) => void} */
function finish(place) {
  hush();
  forget(place);
  show(place);
}

/** @type {(place: HTMLElement) => void} */
function fail(place) {
  hush();
  show(place, "没有读出来，请再按一次");
}

/** @type {(place: HTMLElement) => void} */
function forget(place) {
  const recital = recitals.get(place);
  if (recital) unwrap(recital.pieces);
  recitals.delete(place);
}

/**
 * What the button does now; the same and more at the foot of the window, while anything is read or was broken off.
 * @type {(place: HTMLElement, fault?: string) => void}
 */
function show(place, fault = "") {
  const recital = recitals.get(place);
  const on = reader === place;
  const begun = Boolean(recital && recital.at);
  const label = on ? "停下" : begun ? "接着读" : "朗读";
  the("button span", place).textContent = label;
  const held = player.contains(document.activeElement);
  const here = player.previousSibling === place;
  if ((on || begun || fault) && !here) place.after(player);
  if (!on && !begun && !fault && here) player.remove();
  playerTurn.textContent = label;
  playerAgain.hidden = playerClose.hidden = on;
  playerSaid.textContent = fault;
  if (held && !player.contains(document.activeElement))
    (player.isConnected ? playerTurn : the("button", place)).focus();
}

/**
 * Marks a piece, and brings it into sight if the one before was.
 * @type {(recital: Recital, piece: Piece | null) => void}
 */
function mark(recital, piece) {
  const before = recital.pieces.find(({ marks }) => marks.some((one) => one.className));
  const followed = !before || inSight(before);
  for (const { marks } of recital.pieces) for (const one of marks) one.className = "";
  if (!piece) return;
  for (const one of piece.marks) one.className = "kx-said--now";
  if (followed && !inSight(piece)) piece.marks[0].scrollIntoView({ block: "center" });
}

/** @type {(piece: Piece) => boolean} */
function inSight({ marks }) {
  const { top, bottom } = marks[0].getBoundingClientRect();
  return bottom > 0 && top < innerHeight - 100; /* above the bar */
}
