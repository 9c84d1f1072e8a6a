/* Search: what of a text is searched for, however long it is, and what is said where nobody has written about it. */

/* A query as it is searched for. Of a text longer than a query, such as a message that goes around, its most telling words
   are, or, where none of its words is known, its beginning; `cut` says so, and `quote` are its first sentences. */
function asked(data, query) {
  const text = cutTo(cutTo(query, READ).normalize("NFKC"), READ);
  const words = wordsOf(text);
  if (query.length <= READ && Array.from(words.join("")).length <= LONGEST) return { text, cut: "", quote: [] };
  const telling = tellingWords(data, text);
  const quote = words
    .filter((word) => word.length > 5)
    .slice(0, 3)
    .map((word) => cutTo(word, 24));
  if (telling.length)
    return { text: telling.join(" "), telling, quote, cut: "文字太长，只按其中的“" + telling.join("”“") + "”找的。" };
  return { text: cutTo(words.join(" "), LONGEST), quote, cut: "文字太长，只按开头的 " + LONGEST + " 个字找的。" };
}

const cutTo = (text, most) =>
  text.length <= most
    ? text
    : Array.from(text.slice(0, 2 * most))
        .slice(0, most)
        .join("");

/* The words of a text that tell most: names, keywords and everyday words that stand in it, the rare and the repeated first. */
function tellingWords(data, text) {
  const plain = folded(text),
    known = new Map();
  const note = (word, worth) => {
    const at = word.length > 1 ? plain.indexOf(word) : -1;
    spend(1);
    if (
      at < 0 ||
      !word.replace(STOP, "") ||
      cuts(plain, at, word[0]) ||
      cuts(plain, at + word.length, word[word.length - 1])
    )
      return;
    const times = Math.min(4, plain.split(word).length - 1);
    known.set(
      word,
      Math.max(known.get(word) || 0, worth(word) * Math.sqrt(Math.min(4, word.length)) * (1 + 0.3 * (times - 1))),
    );
  };
  for (const page of data.pages)
    if (!page.guide) for (const word of page.names.concat(page.keys)) note(word, (name) => rarity(data, name));
  for (const [typed, means] of data.means)
    note(typed, () => 0.8 * Math.max(...means.map((word) => rarity(data, word))));
  const found = [];
  for (const [word] of Array.from(known).sort((one, other) => other[1] - one[1])) {
    if (found.length < TELLING && !found.some((other) => other.includes(word) || word.includes(other)))
      found.push(word);
  }
  return found;
}

/* All of the words together, what they mean, and the first of them each by itself. */
function tellingReadings(data, words) {
  const each = words.slice(0, 4).map((word, index) =>
    [reading([word], 0.8 - 0.05 * index, "telling")].concat(
      synonymous(data, [word])
        .slice(0, 2)
        .map((meant) => Object.assign(meant, { weight: 0.75 - 0.05 * index, how: "telling" })),
    ),
  );
  return [reading(words, 1, "telling")].concat(synonymous(data, words).slice(0, 8), ...each);
}

/* An everyday word about which no article is written, as the list of those words says, until one has it in its names or
   keywords; `alone` when the query asks for nothing else that is known; `told` when an article that is found all the same
   speaks of it: as what else is asked for, or, in what cannot wait, in its summary. */
function unwritten(data, words) {
  const text = words.join(" "),
    others = [];
  const articles = data.pages.filter((page) => page.group === "文章");
  const keys = [].concat(...articles.map((page) => page.keys)).filter((key) => key.length > 1 && text.includes(key));
  let missing = null;
  for (let at = 0; at < text.length; at += 1) {
    const typed = everyday(data, text, at),
      known = data.missing.get(typed);
    if (known && (typed.length > 1 || typed === text) && !written(data, typed))
      missing = missing || (!keys.some((key) => tears(text, key, at, typed)) && known);
    else if (typed && !forWhom(data, typed)) others.push(typed);
    at += Math.max(1, typed.length) - 1;
  }
  if (!missing) return null;
  const rest = text.replace(missing.typed, " ").replace(STOP, " ");
  const alone = !others.length && !keys.some((key) => rest.includes(key));
  const told = !alone || (missing.call !== "" && articles.some((page) => page.about_.includes(missing.typed)));
  return Object.assign(
    { alone, told, page: data.pages.find((page) => page.url === "topics/" + missing.topic + "/") },
    missing,
  );
}

/* Whether a word that begins at a place begins within a keyword and ends after it: 虫咬 in 蜱虫咬了. */
function tears(text, key, at, typed) {
  const end = text.indexOf(key) + key.length;
  return text.indexOf(key) < at && at < end && end < at + typed.length;
}

/* A word for whom, as 孩子, asks for nothing. */
const forWhom = (data, typed) =>
  !typed.replace(WHOM, "").replace(STOP, "") ||
  data.means.get(typed).every((word) => Object.values(data.audiences).includes(word));

const written = (data, word) =>
  data.pages.some((page) => page.group === "文章" && page.names.concat(page.keys).some((name) => name.includes(word)));

function nearestTo(missing, named) {
  const wanted = new Set([missing.call || ""]);
  const fits = (page) =>
    missing.call ? dials(page, wanted) : page.names.concat(page.keys).some((name) => missing.means.includes(name));
  return named.filter(
    ({ page }) =>
      page.group !== "说明" &&
      (fits(page) || page.names.concat(page.keys).some((name) => name.includes(missing.typed))),
  );
}
