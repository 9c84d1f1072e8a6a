/* The words and pictures of a page onto the clipboard, for the editor of an official account (公众号): it keeps styles
   that stand in the elements themselves and nothing else, flattens lists, refuses links to other sites, and fetches no
   pictures. Fetched when it is first asked for. */
const SKIPPED =
  "nav, aside, script, style, button, form, svg, [hidden], .kx-screen, .kx-hidden, .kx-licence, .kx-line, .kx-send, " +
  ".kx-piece__more, [data-kx-others]";
const INK = "color:#15262b;";
const BOLD = "font-weight:bold;";
const BODY = "margin:0 0 16px;font-size:17px;line-height:1.8;" + INK;
/** @type {Record<string, string>} */
const STYLES = {
  H1: "margin:0 0 16px;font-size:24px;line-height:1.4;" + BOLD + INK,
  H2: "margin:28px 0 12px;padding-left:10px;border-left:4px solid #0d5560;" + BOLD + "font-size:20px;color:#0d5560;",
  H3: "margin:20px 0 8px;font-size:18px;" + BOLD + INK,
  LI: BODY + "padding-left:1.6em;text-indent:-1.6em;",
  CAPTION: "margin:6px 0 20px;font-size:14px;line-height:1.6;color:#3d5055;text-align:center;",
  STOP: "margin:16px 0;padding:10px 14px;border:1px solid #a8191b;font-size:18px;line-height:1.7;" + INK,
  DIAL: "margin:0 0 16px;padding:12px;background-color:#a8191b;font-size:20px;text-align:center;color:#ffffff;",
  SMALL: "margin:0 0 6px;font-size:14px;line-height:1.6;color:#3d5055;",
};
const CELL = "padding:6px 10px;border:1px solid #999999;font-size:15px;line-height:1.6;vertical-align:top;";
const BLOCKS = "h1, h2, h3, h4, p, ul, ol, table, figure, blockquote, div, section, dl, dt, dd, details, img, .kx-dial";

/** A line of what is copied, as HTML and as plain text. @typedef {{ html: string, text: string }} Copied */

/** @type {(button: HTMLElement) => Promise<void>} */
async function copyOfficial(button) {
  const said = the("[role=status]", /** @type {HTMLElement} */ (button.parentNode));
  said.textContent = "正在准备……";
  const place = /** @type {HTMLElement} */ (button.closest("article, .kx-wrap"));
  const lines = (await Promise.all(linesOf(place))).concat(whence(place));
  const html = "<section>" + lines.map((line) => line.html).join("") + "</section>";
  const text = lines.map((line) => line.text).join("\n\n");
  said.textContent = setClipboard(html, text)
    ? "已复制。到公众号的编辑器里粘贴，再看一遍图有没有跟过来。"
    : "这个程序不能复制，请用电脑上的浏览器打开这一页再试。";
}

/** Works on every server, with https or not. @type {(html: string, text: string) => boolean} */
function setClipboard(html, text) {
  /** @type {(event: ClipboardEvent) => void} */
  const fill = (event) => {
    if (!event.clipboardData) return;
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill);
  const done = copySelected();
  document.removeEventListener("copy", fill);
  return done;
}

/** What stands in an element, block by block. @type {(place: Element) => Promise<Copied>[]} */
function linesOf(place) {
  /** @type {Promise<Copied>[]} */
  const lines = [];
  for (const child of Array.from(place.children)) {
    if (child.matches("figure")) lines.push(drawn(child));
    if (child.matches("img"))
      lines.push(pictured(/** @type {HTMLImageElement} */ (child).src, child.getAttribute("alt")));
    if (child.matches(SKIPPED + ", figure, img")) continue;
    if (child.matches("ul, ol")) lines.push(...items(child));
    else if (child.matches("table")) lines.push(Promise.resolve(tabled(/** @type {HTMLTableElement} */ (child))));
    else if (child.querySelector(BLOCKS)) lines.push(...linesOf(child));
    else lines.push(Promise.resolve(line(styleOf(child), inline(child), plainOf(child))));
  }
  return lines.filter(Boolean);
}

/** @type {(element: Element) => string} */
function styleOf(element) {
  if (element.matches(".kx-dial")) return STYLES.DIAL;
  if (element.matches(".kx-answer p, .kx-answer")) return STYLES.STOP;
  return STYLES[element.tagName] || BODY;
}

/** @type {(style: string, html: string, text: string) => Copied} */
const line = (style, html, text) => ({ html: html && '<p style="' + style + '">' + html + "</p>", text });

/** A list without its element: editors lose what lies in a list. @type {(list: Element) => Promise<Copied>[]} */
function items(list) {
  return Array.from(list.children)
    .filter((item) => !item.matches(SKIPPED))
    .flatMap((item, place) => {
      const mark = list.tagName === "OL" ? place + 1 + ". " : "· ";
      const inner = item.querySelector("ul, ol");
      const own = Promise.resolve(line(STYLES.LI, mark + inline(item), mark + plainOf(item)));
      return inner ? [own].concat(items(inner)) : [own];
    });
}

/** @type {(table: HTMLTableElement) => Copied} */
function tabled(table) {
  const rows = Array.from(table.rows).map((row) => Array.from(row.cells));
  const cell = (/** @type {HTMLElement} */ one) => {
    const strong = one.tagName === "TH" ? BOLD : "";
    return '<td style="' + CELL + strong + '">' + inline(one) + "</td>";
  };
  const html = rows.map((row) => "<tr>" + row.map(cell).join("") + "</tr>").join("");
  return {
    html: '<table style="margin:0 0 16px;border-collapse:collapse;width:100%;">' + html + "</table>",
    text: rows.map((row) => row.map(plainOf).join("\t")).join("\n"),
  };
}

/** @type {(figure: Element) => Promise<Copied>} */
async function drawn(figure) {
  const caption = plainOf(the("figcaption", figure));
  const { kxPng } = /** @type {HTMLElement} */ (figure).dataset;
  const picture = kxPng ? await pictured(new URL(kxPng, location.href).href, caption) : { html: "", text: "" };
  const below = line(STYLES.CAPTION, escaped(caption), "（图：" + caption + "）");
  return { html: picture.html + below.html, text: below.text };
}

/**
 * A picture within the text; one that does not come is left out.
 * @type {(url: string, alt: string | null) => Promise<Copied>}
 */
async function pictured(url, alt) {
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(String(answer.status));
    const data = await readAll(await answer.blob());
    const style = "display:block;max-width:100%;margin:0 auto;";
    return {
      html: '<p style="margin:0;"><img style="' + style + '" alt="' + escaped(alt || "") + '" src="' + data + '"></p>',
      text: "",
    };
  } catch (error) {
    return { html: "", text: "" };
  }
}

/** @type {(blob: Blob) => Promise<string>} */
const readAll = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });

/** Where it comes from, in words: editors take no links to other sites. @type {(place: Element) => Copied[]} */
function whence(place) {
  const meta = (/** @type {string} */ name) => {
    const found = document.querySelector("meta[name=" + name + "]");
    return (found && found.getAttribute("content")) || "";
  };
  const whole = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  const address = whole ? whole.href : location.href.replace(/[?#].*/, "");
  const host = meta("ContentSource");
  const said = all(".kx-sources li", place).map((source) => "出处：" + plainOf(source));
  said.push("来源：" + meta("SiteName") + (host ? "（" + host + "）" : ""), "原文地址：" + address);
  return said.map((words) => line(STYLES.SMALL, escaped(words), words));
}

/** The words of an element with what is bold in them. @type {(node: Node) => string} */
function inline(node) {
  return Array.from(node.childNodes)
    .map((child) => {
      if (child.nodeType === Node.TEXT_NODE) return escaped((child.nodeValue || "").replace(/\s+/g, " "));
      if (!(child instanceof Element) || child.matches(SKIPPED + ", ul, ol")) return "";
      if (child.matches("br")) return "<br>";
      const words = inline(child);
      return child.matches("b, strong") && words ? '<strong style="' + BOLD + '">' + words + "</strong>" : words;
    })
    .join("")
    .trim();
}

/** @type {(node: Node) => string} */
function plainOf(node) {
  const read = el("div");
  read.innerHTML = inline(node);
  return (read.textContent || "").trim();
}

/** @type {(words: string) => string} */
const escaped = (words) =>
  words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

for (const button of all("[data-kx-official]")) {
  button.addEventListener("click", () => copyOfficial(button));
  if ("kxWanted" in button.dataset) copyOfficial(button);
}
