/* The piece of the day the page is read on: the date in 咸安, whatever the device's zone.
   The page carries the piece of the day it was built on, under its own date; where another cannot be fetched, that one stays. */
(function () {
  "use strict";
  const boxes = Array.from(document.querySelectorAll("[data-kx-daily]"));
  const today = window.kxClock.today;
  const months = {};
  let tried = "";

  for (const button of document.querySelectorAll("[data-daily-copy]"))
    button.addEventListener("click", () => copy(button));
  addEventListener("online", keepUp);
  setInterval(() => {
    if (today() !== tried) keepUp();
  }, 30 * 1000);
  keepUp();

  function keepUp() {
    tried = today();
    for (const box of boxes) if (box.dataset.kxDaily !== tried) change(box, tried);
  }

  async function change(box, day) {
    const root = new URL(box.dataset.root, location.href);
    let piece;
    try {
      piece = (await month(root, day.slice(5, 7)))[day.slice(5)];
    } catch (error) {
      /* offline, or opened as a file */
    }
    if (day !== tried) return;
    if (piece) show(box, day, piece, root);
    for (const note of box.querySelectorAll("[data-daily-late]")) note.hidden = Boolean(piece);
    if (!piece) say(box, "date", inWords(box.dataset.kxDaily));
  }

  function month(root, name) {
    months[name] =
      months[name] ||
      fetch(new URL("daily/" + name + ".json", root))
        .then((answer) => {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        })
        .then((pieces) => {
          if (
            !pieces ||
            Object.values(pieces).some((piece) => typeof piece.text !== "string" || typeof piece.url !== "string")
          )
            throw new Error(name);
          return pieces;
        });
    months[name].catch(() => {
      delete months[name];
    });
    return months[name];
  }

  function show(box, day, piece, root) {
    box.dataset.kxDaily = day;
    say(box, "date", inWords(day));
    say(box, "text", piece.text);
    for (const element of box.querySelectorAll("[data-daily-dialled]")) dial(element, piece);
    say(box, "source", piece.source);
    for (const time of box.querySelectorAll("time")) time.dateTime = day;
    for (const mark of box.querySelectorAll("[data-daily-weak]")) mark.hidden = !piece.unverified;
    for (const link of box.querySelectorAll("[data-daily-behind]")) {
      link.href = new URL(piece.url, root);
      link.textContent = piece.title;
    }
    for (const list of box.querySelectorAll("[data-daily-observed]")) observe(box, list, day);
  }

  /* The observances of the day; the line to copy names those that are not weeks and months. */
  function observe(box, list, day) {
    const items = Array.from(list.querySelectorAll("[data-observance]"));
    items.forEach((item) => {
      item.hidden = day < item.dataset.first || day > item.dataset.last;
    });
    const shown = items.filter((item) => !item.hidden);
    list.hidden = !shown.length;
    say(
      box,
      "names",
      shown
        .filter((item) => !("long" in item.dataset))
        .map((item) => "，" + item.querySelector("a").textContent)
        .join(""),
    );
  }

  function say(box, name, words) {
    for (const element of box.querySelectorAll("[data-daily-" + name + "]")) element.textContent = words;
  }

  /* Words and hotlines by turns, as the page itself has them; the copied line stays plain text. */
  function dial(element, piece) {
    const parts = Array.isArray(piece.parts) && piece.parts.join("") === piece.text ? piece.parts : [piece.text];
    element.textContent = "";
    parts.forEach((part, index) => element.append(index % 2 ? line(part) : part));
  }

  function line(phone) {
    const link = document.createElement("a");
    link.className = "kx-tel";
    link.href = "tel:" + phone;
    link.textContent = phone;
    return link;
  }

  function inWords(day) {
    const parts = day.split("-").map(Number);
    return parts[0] + "年" + parts[1] + "月" + parts[2] + "日";
  }

  /* Without https there is no clipboard to write to: the line is selected, and copied as by hand. */
  function copy(button) {
    const box = button.closest("[data-kx-daily]");
    const line = box.querySelector("[data-daily-line]");
    const said = (words) => say(box, "said", words);
    const byHand = () => {
      getSelection().selectAllChildren(line);
      said(document.execCommand("copy") ? "已复制" : "已选中，请长按或按 Ctrl 和 C 复制");
    };
    if (navigator.clipboard) navigator.clipboard.writeText(line.innerText.trim()).then(() => said("已复制"), byHand);
    else byHand();
  }
})();
