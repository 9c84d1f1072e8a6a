/* What helps to write the text of a page: buttons, tables, links, pictures, words from Word, and the page beside it. */
(function () {
  "use strict";
  const LOOK = 900;
  const MOST_FOUND = 30;
  const MOST_PICTURE = 40e6;
  const WORD_MARKS = /<(?:table|h[1-6]|ul|ol|strong|b|em|i)[\s>]|mso-|<img/i;

  /** Input methods write as they compose; nothing of ours happens before they are done. @type {boolean} */
  let composing = false;
  document.addEventListener("compositionstart", () => {
    composing = true;
  });
  document.addEventListener("compositionend", () => {
    composing = false;
  });

  /** @param {string} id @returns {any} */
  const byId = (id) => document.getElementById(id);
  const form = byId("record");
  if (!(form instanceof HTMLFormElement)) return;

  /** @param {string} address @param {FormData | URLSearchParams} body */
  async function ask(address, body) {
    const answer = await fetch(address, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // The page as it would be, of what is written now
  const frame = form.parentElement && form.parentElement.querySelector("iframe");
  const seen = form.dataset.kdView && frame instanceof HTMLIFrameElement;
  const view = Array.from(crypto.getRandomValues(new Uint8Array(16)), (it) => it.toString(16).padStart(2, "0")).join("");
  let looking = 0;
  let turn = 0;
  async function look() {
    if (!(frame instanceof HTMLIFrameElement)) return;
    const mine = ++turn;
    const body = new URLSearchParams();
    new FormData(form).forEach((value, name) => body.append(name, String(value)));
    try {
      const { url } = await ask(form.dataset.kdView + "&view=" + view, body);
      if (!url || mine !== turn) return;
      const address = form.dataset.kdPreview + url;
      if (frame.src !== address) frame.src = address;
      frame.hidden = false;
      const said = byId("kd-view-said");
      if (said) said.textContent = "正在写的样子，还没有保存。";
    } catch {
      // the form itself says when the desk is gone
    }
  }
  function later() {
    clearTimeout(looking);
    looking = window.setTimeout(() => (composing ? later() : look()), LOOK);
  }
  if (seen) {
    form.addEventListener("input", (event) => {
      if (event.target instanceof Element && event.target.closest("[name]")) later();
    });
    if (form.hasAttribute("data-kd-unsaved") || form.hasAttribute("data-kd-look")) look();
  }

  // Pictures of a record that are no part of a text, such as a poster
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-kd-poster]"))) {
    const target = byId(box.dataset.kdPoster || "");
    const said = box.parentElement && box.parentElement.querySelector(".kd-poster__said");
    const shown = box.parentElement && box.parentElement.querySelector("img");
    const drop = box.parentElement && box.parentElement.querySelector("button");
    const block = box.closest("[hidden]");
    if (block instanceof HTMLElement) block.hidden = false;
    target.hidden = true; // a name that the program gives
    /** @param {string} name */
    const take = (name) => {
      target.value = name;
      target.dispatchEvent(new Event("input", { bubbles: true }));
      if (shown instanceof HTMLImageElement) {
        if (name) shown.src = "/picture?name=" + encodeURIComponent(name);
        shown.hidden = !name;
      }
      if (drop) drop.hidden = !name;
    };
    if (drop) {
      drop.hidden = !target.value;
      drop.addEventListener("click", () => take(""));
    }
    box.addEventListener("change", async () => {
      if (!box.files || !box.files[0]) return;
      if (said) said.textContent = "正在缩小……";
      const found = await sendPicture(box.files[0]);
      box.value = "";
      if (said) said.textContent = found.fault || "放好了，保存以后才算。请写上替代文字。";
      if (found.name) take(found.name);
    });
  }

  /** @param {File} file @returns {Promise<{name?: string, fault?: string}>} */
  async function sendPicture(file) {
    if (file.size > MOST_PICTURE) return { fault: "文件超过 40 MB，请用看图软件另存一张小一些的" };
    const body = new FormData();
    body.append("picture", file, file.name || "粘贴的图");
    try {
      return await ask("/picture", body);
    } catch {
      return { fault: "没有送到，请再试一次" };
    }
  }

  const tools = form.querySelector("[data-kd-tools]");
  if (!(tools instanceof HTMLElement)) return;
  /** @type {HTMLTextAreaElement} */
  const text = byId(tools.dataset.kdTools || "");
  /** @type {HTMLElement} */
  const status = /** @type {any} */ (tools.querySelector("[role=status]"));
  tools.hidden = false;

  /** Put words in the place of what is selected, so that Ctrl+Z takes them back. @param {string} words */
  function put(words) {
    text.focus();
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /** Put a block on lines of its own, below the line that is being written. @param {string} block */
  function putBlock(block) {
    const at = text.selectionEnd;
    const line = text.value.indexOf("\n", at);
    const end = line < 0 ? text.value.length : line;
    text.setSelectionRange(end, end);
    const before = text.value.slice(0, end);
    const head = !before.trim() ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const rest = text.value.slice(end);
    put(head + block + (rest.startsWith("\n\n") ? "" : rest.startsWith("\n") ? "\n" : "\n\n"));
  }

  /** Put a sign before each selected line, or take it away. @param {string} sign */
  function putBefore(sign) {
    const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
    const line = text.value.indexOf("\n", text.selectionEnd);
    const end = line < 0 ? text.value.length : line;
    const lines = text.value.slice(start, end).split("\n");
    const bare = lines.map((it) => it.replace(/^(#{1,6} |[-*+] |[0-9]+\. )/, ""));
    const same = lines.every((it) => it.startsWith(sign));
    const made = same ? bare : bare.map((it, index) => (sign === "1. " ? index + 1 + ". " : sign) + it);
    text.setSelectionRange(start, end);
    put(made.join("\n"));
  }

  function putBold() {
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
    const words = chosen.trim() || "粗体";
    const start = text.selectionStart + chosen.length - chosen.trimStart().length;
    text.setSelectionRange(start, start + chosen.trim().length);
    put("**" + words + "**");
    text.setSelectionRange(start + 2, start + 2 + words.length);
  }

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (tools.querySelectorAll("[data-kd-put]"))) {
    button.addEventListener("click", () => {
      const sign = button.dataset.kdPut || "";
      if (sign === "**") putBold();
      else putBefore(sign);
    });
  }

  /** @type {NodeListOf<HTMLElement>} */
  const openers = tools.querySelectorAll("[data-kd-open]");
  /** Open one panel and close the others; without a name, close all. @param {string} name */
  function open(name) {
    for (const opener of openers) {
      const there = opener.dataset.kdOpen === name && opener.getAttribute("aria-expanded") !== "true";
      opener.setAttribute("aria-expanded", String(there));
      const panel = byId("kd-" + opener.dataset.kdOpen);
      panel.hidden = !there;
      if (there) panel.querySelector("input").focus();
    }
    if (!name) text.focus();
  }
  for (const opener of openers) {
    opener.addEventListener("click", () => {
      if (opener.dataset.kdOpen === "table" && byId("kd-table").hidden) emptyGrid();
      if (opener.dataset.kdOpen === "link") loadLinks();
      open(opener.dataset.kdOpen || "");
    });
  }
  tools.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) open("");
  });

  // Tables
  const grid = byId("kd-table").querySelector("tbody");
  function emptyGrid() {
    grid.textContent = "";
    fill([["", "", ""], ["", "", ""], ["", "", ""]]);
  }
  /** @param {string[][]} rows */
  function fill(rows) {
    const width = Math.max(...rows.map((row) => row.length));
    while (grid.rows.length < rows.length) grid.insertRow();
    for (const row of grid.rows) while (row.cells.length < width) addCell(row);
    rows.forEach((row, y) =>
      row.forEach((words, x) => {
        const box = grid.rows[y].cells[x].firstChild;
        if (words) box.value = words;
      }),
    );
  }
  /** @param {HTMLTableRowElement} row */
  function addCell(row) {
    const box = document.createElement("input");
    box.autocomplete = "off";
    row.insertCell().appendChild(box);
    box.setAttribute("aria-label", "第 " + (row.rowIndex + 1) + " 行第 " + row.cells.length + " 列");
    box.addEventListener("paste", (event) => {
      const pasted = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
      if (!/[\t\n]/.test(pasted.trimEnd())) return;
      event.preventDefault();
      fill(
        pasted
          .replace(/\r/g, "")
          .replace(/\n$/, "")
          .split("\n")
          .slice(0, 200)
          .map((line) => line.split("\t").slice(0, 20)),
      );
    });
  }
  /** @type {Record<string, () => void>} */
  const deeds = {
    row: () => fill([...Array.from(grid.rows, () => [""]), [""]]),
    column: () => {
      for (const row of grid.rows) addCell(row);
    },
    table: () => {
      /** @type {string[][]} */
      const rows = Array.from(grid.rows, (row) =>
        Array.from(row.cells, (cell) => cell.firstChild.value.trim().replace(/\|/g, "\\|")),
      );
      const width = Math.max(0, ...rows.map((row) => row.reduce((last, words, at) => (words ? at + 1 : last), 0)));
      const full = rows.filter((row) => row.some(Boolean)).map((row) => "| " + row.slice(0, width).join(" | ") + " |");
      if (!full.length) return say("表还是空的");
      putBlock([full[0], "|" + "---|".repeat(width), ...full.slice(1)].join("\n"));
      open("");
    },
    picture: () => void addPicture(),
  };
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (tools.querySelectorAll("[data-kd-do]"))) {
    button.addEventListener("click", () => deeds[button.dataset.kdDo || ""]());
  }

  // Links to our pages
  /** @type {[string, string, string][] | null} */
  let pages = null;
  async function loadLinks() {
    if (!pages) pages = await (await fetch("/links")).json();
    showLinks();
  }
  function showLinks() {
    const list = byId("kd-link-list");
    const words = byId("kd-link-find").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    list.textContent = "";
    if (!pages || !words.length) return;
    const found = pages.filter((page) => words.every((word) => page[2].includes(word)));
    for (const [title, address] of found.slice(0, MOST_FOUND)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "kd-button";
      button.textContent = title;
      button.addEventListener("click", () => {
        const chosen = text.value.slice(text.selectionStart, text.selectionEnd).trim();
        put("[" + (chosen || title.replace(/([\\\[\]*_`])/g, "\\$1")) + "](" + address + ")");
        byId("kd-link-find").value = "";
        open("");
      });
      list.appendChild(document.createElement("li")).appendChild(button);
    }
    if (!found.length) list.appendChild(document.createElement("li")).textContent = "没有找到";
    if (found.length > MOST_FOUND) {
      list.appendChild(document.createElement("li")).textContent = "还有 " + (found.length - MOST_FOUND) + " 页，再打几个字";
    }
  }
  const find = byId("kd-link-find");
  find.addEventListener("input", () => {
    if (!composing) showLinks();
  });
  find.addEventListener("compositionend", showLinks);
  for (const box of tools.querySelectorAll("input")) {
    // what is typed here is no part of the form
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      const first = box === find ? byId("kd-link-list").querySelector("button") : null;
      if (first) first.click();
    });
    box.addEventListener("input", (event) => event.stopPropagation());
  }

  // Pictures in the text
  const file = byId("kd-picture-file");
  const alt = byId("kd-picture-alt");
  async function addPicture() {
    if (!file.files[0]) return say("还没有选图");
    say("正在缩小……");
    const found = await sendPicture(file.files[0]);
    if (!found.name) return say(found.fault || "没有放进来");
    putBlock("![" + inBrackets(alt.value) + "](" + found.name + ")");
    say(alt.value.trim() ? "图放进正文了" : "图放进正文了。请在下面写上图里有什么");
    file.value = alt.value = "";
    open("");
  }
  /** @param {string} words */
  const inBrackets = (words) => words.trim().replace(/\s+/g, " ").replace(/[\[\]\\]/g, "");
  /** @param {string} words */
  function say(words) {
    status.textContent = words;
  }

  /** @type {HTMLElement} */
  const shown = /** @type {any} */ (form.querySelector("[data-kd-pictures]"));
  const PICTURE = /!\[([^\]]*)\]\(([^()\s]+\.(?:webp|jpe?g|png|gif))\)/gi;
  /** The pictures of the text below it, each with a box for its words. */
  function showPictures() {
    const found = Array.from(text.value.matchAll(PICTURE), (it) => ({ alt: it[1], name: it[2] }));
    const before = Array.from(shown.querySelectorAll("input"), (box) => box.dataset.kdName);
    if (found.map((it) => it.name).join() !== before.join()) {
      shown.textContent = "";
      found.forEach((it, index) => shown.appendChild(pictureBox(it.name, index)));
    }
    shown.querySelectorAll("input").forEach((box, index) => {
      if (box !== document.activeElement) box.value = found[index].alt;
      const block = box.closest("div");
      if (block) block.classList.toggle("kd-field--bad", !found[index].alt.trim());
    });
    shown.hidden = !found.length;
  }
  /** @param {string} name @param {number} index */
  function pictureBox(name, index) {
    const block = document.createElement("div");
    block.className = "kd-picture kd-field";
    const image = block.appendChild(document.createElement("img"));
    image.src = "/picture?kind=" + (form.dataset.kdKind || "") + "&name=" + encodeURIComponent(name);
    image.alt = "";
    image.width = 120;
    const label = block.appendChild(document.createElement("label"));
    label.textContent = "第 " + (index + 1) + " 张图里有什么（念给看不见图的人听）";
    const box = label.appendChild(document.createElement("input"));
    box.dataset.kdName = name;
    box.autocomplete = "off";
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      if (!composing) takeAlt(box, index);
    });
    box.addEventListener("compositionend", () => takeAlt(box, index));
    return block;
  }
  /** @param {HTMLInputElement} box @param {number} index */
  function takeAlt(box, index) {
    let at = -1;
    const words = text.value.replace(PICTURE, (whole, said, name) => {
      at += 1;
      return at === index ? "![" + inBrackets(box.value) + "](" + name + ")" : whole;
    });
    if (words !== text.value) {
      text.value = words;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  text.addEventListener("input", () => {
    if (!composing) showPictures();
  });
  text.addEventListener("compositionend", showPictures);
  showPictures();

  // Words from Word, WeChat and web pages, and pictures from the clipboard
  text.addEventListener("paste", (event) => {
    const board = event.clipboardData;
    if (!board) return;
    const html = board.getData("text/html");
    const image = Array.from(board.files).find((it) => it.type.startsWith("image/"));
    if (html && WORD_MARKS.test(html)) {
      event.preventDefault();
      pasteHtml(html, board.getData("text/plain"));
    } else if (image && !board.getData("text/plain")) {
      event.preventDefault();
      pastePicture(image);
    }
  });
  /** @param {string} html @param {string} plain */
  async function pasteHtml(html, plain) {
    say("正在放进来……");
    try {
      const found = await ask("/paste", new URLSearchParams({ html }));
      const words = found.markdown || plain;
      put(words + (words.includes("\n") ? "\n" : ""));
      say(found.fault || "放进来了，请看一遍");
    } catch {
      put(plain);
      say("只放进了文字");
    }
  }
  /** @param {File} image */
  async function pastePicture(image) {
    say("正在缩小……");
    const found = await sendPicture(image);
    if (found.name) putBlock("![](" + found.name + ")");
    say(found.fault || "图放进正文了。请在下面写上图里有什么");
  }
})();
