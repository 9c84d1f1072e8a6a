/* The piece of the day the page is read on. The page carries the piece of the day it was built on, under its own date;
   where another cannot be fetched, that one stays. */
const dailyBoxes = all("[data-kx-daily]");
/** @type {Record<string, Promise<Record<string, DailyPiece>>>} */
const dailyMonths = {};
let dailyTried = "";

for (const button of all("[data-daily-copy]")) button.addEventListener("click", () => copyPiece(button));
addEventListener("online", keepUp);
setInterval(() => {
  if (kxClock.today() !== dailyTried) keepUp();
}, 30 * 1000);
keepUp();

function keepUp() {
  dailyTried = kxClock.today();
  for (const box of dailyBoxes) if (box.dataset.kxDaily !== dailyTried) changePiece(box, dailyTried);
}

/** @type {(box: HTMLElement, day: string) => Promise<void>} */
async function changePiece(box, day) {
  const root = new URL(box.dataset.root || "", location.href);
  let piece;
  try {
    piece = (await piecesOf(root, day.slice(5, 7)))[day.slice(5)];
  } catch (error) {
    /* offline, or opened as a file */
  }
  if (day !== dailyTried) return;
  if (piece) showPiece(box, day, piece, root);
  for (const note of all("[data-daily-late]", box)) note.hidden = Boolean(piece);
  if (!piece) sayDaily(box, "date", inWords(box.dataset.kxDaily || ""));
}

/** The pieces of a month, by day. @type {(root: URL, month: string) => Promise<Record<string, DailyPiece>>} */
function piecesOf(root, month) {
  dailyMonths[month] = dailyMonths[month] || fetchPieces(new URL(DAILY_URL + month + ".json", root));
  dailyMonths[month].catch(() => delete dailyMonths[month]);
  return dailyMonths[month];
}

/** Fails where what comes is not ours. @type {(url: URL) => Promise<Record<string, DailyPiece>>} */
async function fetchPieces(url) {
  const answer = await fetch(String(url));
  if (!answer.ok) throw new Error(String(answer.status));
  const pieces = await answer.json();
  const sound = Object.values(pieces).every(({ text, url }) => typeof text === "string" && typeof url === "string");
  if (!sound) throw new Error(String(url));
  return pieces;
}

/** @type {(box: HTMLElement, day: string, piece: DailyPiece, root: URL) => void} */
function showPiece(box, day, piece, root) {
  box.dataset.kxDaily = day;
  sayDaily(box, "date", inWords(day));
  sayDaily(box, "text", piece.text);
  for (const element of all("[data-daily-dialled]", box)) dialPiece(element, piece);
  sayDaily(box, "source", piece.source);
  for (const time of /** @type {HTMLTimeElement[]} */ (all("time", box))) time.dateTime = day;
  for (const mark of all("[data-daily-weak]", box)) mark.hidden = !piece.unverified;
  for (const link of /** @type {HTMLAnchorElement[]} */ (all("[data-daily-behind]", box))) {
    link.href = String(new URL(piece.url, root));
    link.textContent = piece.title;
  }
  for (const list of all("[data-daily-observed]", box)) observeDay(box, list, day);
  for (const card of all("[data-daily-card]", box)) {
    card.hidden = day > (card.dataset.last || "");
    if (!card.hidden)
      /** @type {HTMLImageElement} */ (the("img", card)).src = String(new URL(DAILY_URL + day.slice(5) + ".png", root));
  }
}

/**
 * The observances of the day; the line to copy names those that are not weeks and months.
 * @type {(box: HTMLElement, list: HTMLElement, day: string) => void}
 */
function observeDay(box, list, day) {
  const items = all("[data-observance]", list);
  for (const item of items) item.hidden = day < (item.dataset.first || "") || day > (item.dataset.last || "");
  const shown = items.filter((item) => !item.hidden);
  list.hidden = !shown.length;
  const short = shown.filter((item) => !("long" in item.dataset));
  sayDaily(box, "names", short.map((item) => "，" + the("a", item).textContent).join(""));
}

/** @type {(box: HTMLElement, name: string, words: string) => void} */
function sayDaily(box, name, words) {
  for (const element of all("[data-daily-" + name + "]", box)) element.textContent = words;
}

/**
 * Words and hotlines by turns, as the page itself has them; the copied line stays plain text.
 * @type {(element: HTMLElement, piece: DailyPiece) => void}
 */
function dialPiece(element, piece) {
  const parts = Array.isArray(piece.parts) && piece.parts.join("") === piece.text ? piece.parts : [piece.text];
  element.textContent = "";
  element.append(...parts.map((part, index) => (index % 2 ? hotline(part) : part)));
}

/** @type {(phone: string) => HTMLElement} */
function hotline(phone) {
  const link = el("a", phone, "kx-tel");
  link.href = "tel:" + phone;
  return link;
}

/** @type {(day: string) => string} */
function inWords(day) {
  const [year, month, date] = day.split("-").map(Number);
  return year + "年" + month + "月" + date + "日";
}

/** Where nothing can be copied, the line is selected. @type {(button: HTMLElement) => Promise<void>} */
async function copyPiece(button) {
  const box = /** @type {HTMLElement} */ (button.closest("[data-kx-daily]"));
  const line = the("[data-daily-line]", box);
  try {
    await copyText(line.innerText.trim());
    sayDaily(box, "said", "已复制");
  } catch (error) {
    /** @type {Selection} */ (getSelection()).selectAllChildren(line);
    sayDaily(box, "said", "已选中，请长按或按 Ctrl 和 C 复制");
  }
}
