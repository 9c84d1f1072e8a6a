/* Slides that change by themselves, for weeks: what fails in one second does not keep the next from coming. */
const REFRESH = 5 * 60 * 1000; /* an alert should not wait longer; where nothing is new, the answer is a few bytes */
const LEAST_AGE = 5 * 60 * 1000; /* of a page before it makes way: servers at odds must not make the screen flicker */
const SECONDS = { least: 12, most: 20 };
const READ_IN_SECOND = 6; /* characters, by somebody who stops in a hall */
const DRIFT = [0, 1, 1, 1, 0, -1, -1, -1]; /* of 4 px to the right; the same two places on, down */
const SIZES = { wide: [1920, 1080], tall: [1080, 1920] };
const seconds = within(wanted.get("seconds"));
let tried = -Infinity;
let turns = 0;
let left = 0;
let alarmed = false;
/** @type {{ slide: HTMLElement, pages: HTMLElement[][], at: number } | undefined} */
let current;

/** Whole seconds between the least and the most, or none. @type {(words: string | null) => number} */
function within(words) {
  const number = /^\d+$/.test(words || "") ? Number(words) : 0;
  return number >= SECONDS.least && number <= SECONDS.most ? number : 0;
}

/** @type {(slide: HTMLElement, at: number) => void} */
function show(slide, at) {
  const list = rotation();
  current = { slide, pages: [all("[data-part]", slide)], at: 0 };
  left = SECONDS.least; /* should anything fail from here on, the next slide has its turn */
  for (const other of slides) other.removeAttribute("data-on");
  slide.setAttribute("data-on", "");
  const pages = paged(slide);
  current = { slide, pages, at: Math.min(at, pages.length - 1) };
  fits(slide, all("[data-part]", slide), pages[current.at]);
  wall.dataset.kind = slide.dataset.kind;
  wall.toggleAttribute("data-red", "alone" in slide.dataset);
  const step = turns++;
  wall.style.setProperty("--kx-x", DRIFT[step % 8] * 0.04 + "rem");
  wall.style.setProperty("--kx-y", DRIFT[(step + 6) % 8] * 0.04 + "rem");
  const dots = the("[data-wall-dots]", wall);
  dots.textContent = "";
  for (const other of list.length > 1 ? list : []) dots.append(el("i", "", other === slide ? "is-on" : ""));
  the("[data-wall-page]", wall).textContent = pages.length > 1 ? current.at + 1 + "/" + pages.length : "";
  const long = Math.ceil(/** @type {HTMLElement} */ (the(".kx-slide__main", slide)).innerText.length / READ_IN_SECOND);
  left = seconds || Math.max(SECONDS.least, Math.min(SECONDS.most, long));
}

/* The next page of the slide, else the next slide. Between two slides is the moment for a newer page. */
function advance() {
  if (current && current.at + 1 < current.pages.length) return show(current.slide, current.at + 1);
  if (newer && performance.now() > LEAST_AGE) return location.reload();
  const list = rotation();
  show(list[current ? (list.indexOf(current.slide) + 1) % list.length : 0], 0);
}

function tick() {
  sayTime();
  if (performance.now() - tried >= REFRESH) {
    tried = performance.now();
    refresh();
  }
  const list = rotation();
  const alarm = list[0].dataset.kind === FIRST;
  const turned = alarm !== alarmed;
  alarmed = alarm;
  left -= 1;
  if (turned) show(list[0], 0);
  else if (left <= 0) advance();
}

/* By a clock that cannot be right neither day nor hour is said. */
function sayTime() {
  const wrong = kxClock.early() || kxClock.late();
  const now = kxClock.shown();
  const days = Math.floor(sinceContact() / DAY_LONG);
  whole.toggleAttribute("data-kx-undated", wrong);
  say("[data-wall-clock]", wrong ? "" : now.slice(11, 16));
  const last = kxClock.shown(contact.clock).slice(11, 16) + " 更新";
  say("[data-wall-contact]", wrong ? "" : days < 1 ? last : days + " 天没有联网");
}

/** @type {(place: string, words: string) => void} */
function say(place, words) {
  const element = the(place, wall);
  if (element.textContent !== words) element.textContent = words;
}

/* The wall as large as the screen, or as a tall one stands in a wide one; on its side where the screen hangs so. */
function fill() {
  const turn = { left: -90, right: 90 }[wanted.get("turn") || ""] || 0;
  const [across, down] = turn ? [innerHeight, innerWidth] : [innerWidth, innerHeight];
  const tall = wanted.has("portrait") || down > across;
  const [width, height] = tall && across > down ? [(down * 9) / 16, down] : [across, down];
  const size = SIZES[tall ? "tall" : "wide"];
  whole.dataset.kxWall = tall ? "tall" : "wide";
  whole.style.fontSize = 100 * Math.min(width / size[0], height / size[1]) + "px";
  wall.style.width = width + "px";
  wall.style.height = height + "px";
  wall.style.transform = "translate(-50%, -50%) rotate(" + turn + "deg)";
  if (current) show(current.slide, current.at);
}

/* A press of the remote control is what browsers want before a page may fill the screen, or keep it awake. */
function takeScreen() {
  if (!document.fullscreenElement && whole.requestFullscreen) whole.requestFullscreen().catch(() => {});
}

async function stayAwake() {
  try {
    if ("wakeLock" in navigator) await navigator.wakeLock.request("screen");
  } catch (error) {
    /* refused: the device's own setting decides */
  }
}

the(".kx-wall__foot", wall).hidden = false;
fill();
tick();
setInterval(tick, 1000);
addEventListener("resize", fill);
addEventListener("online", refresh);
document.addEventListener("click", takeScreen);
document.addEventListener("keydown", ({ key }) => key === "Enter" && takeScreen());
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
