/* Search: what of a text is searched for, however long it is, and what is said where nobody has written about it. */

/**
 * A query as it is searched for. Of a text longer than a query, such as a message that goes around, its most telling
 * words are, or, where none of its words is known, its beginning; `cut` says so, and `quote` are its first sentences.
 * @type {(data: Data, query: string) => { text: string, telling?: string[], quote: string[], cut: string }}
 */
function asked(data, query) {
  const text = cutTo(cutTo(query, READ).normalize("NFKC"), READ);
  const words = wordsOf(text);
  if (query.length <= READ && Array.from(words.join("")).length <= LONGEST) return { text, cut: "", quote: [] };
  const telling = tellingWords(data, text);
  const long = words.filter((word) => word.length > 5);
  const quote = long.slice(0, 3).map((word) => cutTo(word, 24));
  const tooLong = "文字太长，只按";
  if (!telling.length) {
    return { text: cutTo(words.join(" "), LONGEST), quote, cut: tooLong + "开头的 " + LONGEST + " 个字找的。" };
  }
  return { text: telling.join(" "), telling, quote, cut: tooLong + "其中的“" + telling.join("”“") + "”找的。" };
}

/** At most so many characters of a text. @type {(text: string, most: number) => string} */
const cutTo = (text, most) =>
  text.length <= most
    ? text
    : Array.from(text.slice(0, 2 * most))
        .slice(0, most)
        .join("");

/**
 * The words of a text that tell most: names, keywords and everyday words that stand in it, the rare and the repeated
 * first.
 * @type {(data: Data, text: string) => string[]}
 */
function tellingWords(data, text) {
  const plain = folded(text);
  const known = new Map();
  const note = /** @type {(word: string, worth: (word: string) => number) => void} */ (
    (word, worth) => {
      const at = word.length > 1 ? plain.indexOf(word) : -1;
      spend(1);
      if (at < 0 || !word.replace(STOP, "")) return;
      if (cuts(plain, at, word[0]) || cuts(plain, at + word.length, word[word.length - 1])) return;
      const often = 1 + READINGS.repeated * (Math.min(4, plain.split(word).length - 1) - 1);
      const value = worth(word) * Math.sqrt(Math.min(4, word.length)) * often;
      known.set(word, Math.max(known.get(word) || 0, value));
    }
  );
  for (const page of data.pages) {
    if (!page.guide) for (const word of page.names.concat(page.keys)) note(word, (name) => rarity(data, name));
  }
  for (const [typed, means] of data.means) {
    note(typed, () => READINGS.longMeant * Math.max(...means.map((word) => rarity(data, word))));
  }
  /** @type {string[]} */
  const found = [];
  for (const [word] of Array.from(known).sort((one, other) => other[1] - one[1])) {
    const said = found.some((other) => other.includes(word) || word.includes(other));
    if (found.length < TELLING && !said) found.push(word);
  }
  return found;
}

/**
 * All of the words together, what they mean, and the first of them each by itself.
 * @type {(data: Data, words: string[]) => Reading[]}
 */
function tellingReadings(data, words) {
  const each = words.slice(0, 4).flatMap((word, index) => {
    const less = READINGS.tellingStep * index;
    const means = synonymous(data, [word]).slice(0, 2);
    const meant = means.map((other) => reweighed(other, READINGS.tellingMeant - less, "telling"));
    return [reading([word], READINGS.telling - less, "telling")].concat(meant);
  });
  return [reading(words, 1, "telling")].concat(synonymous(data, words).slice(0, 8), each);
}

/**
 * An everyday word about which no article is written, as the list of those words says, until one has it in its names or
 * keywords; `alone` when the query asks for nothing else that is known; `told` when an article that is found all the
 * same speaks of it: as what else is asked for, or, in what cannot wait, in its summary.
 * @type {(data: Data, words: string[]) => Missing | null}
 */
function unwritten(data, words) {
  const text = words.join(" ");
  const others = [];
  const keys = articles(data).flatMap((page) => page.keys.filter((key) => key.length > 1 && text.includes(key)));
  let missing = null;
  for (let at = 0; at < text.length; at += 1) {
    const typed = everyday(data, text, at);
    const known = data.missing.get(typed);
    if (known && (typed.length > 1 || typed === text) && !written(data, typed)) {
      missing = missing || (keys.some((key) => tears(text, key, at, typed)) ? null : known);
    } else if (typed && !forWhom(data, typed)) others.push(typed);
    at += Math.max(1, typed.length) - 1;
  }
  if (!missing) return null;
  const { typed, call, topic, summed } = missing;
  const rest = text.replace(typed, " ").replace(STOP, " ");
  const alone = !others.length && !keys.some((key) => rest.includes(key));
  const page = data.pages.find(({ url }) => url === TOPICS_URL + topic + "/");
  return { alone, told: !alone || (call !== "" && summed), page, ...missing };
}

/**
 * Whether a word that begins at a place begins within a keyword and ends after it: 虫咬 in 蜱虫咬了.
 * @type {(text: string, key: string, at: number, typed: string) => boolean}
 */
function tears(text, key, at, typed) {
  const end = text.indexOf(key) + key.length;
  return text.indexOf(key) < at && at < end && end < at + typed.length;
}

/** A word for whom, as 孩子, asks for nothing. @type {(data: Data, typed: string) => boolean} */
function forWhom(data, typed) {
  const audiences = Object.values(data.audiences);
  const means = data.means.get(typed) || [];
  return !typed.replace(WHOM, "").replace(STOP, "") || means.every((word) => audiences.includes(word));
}

/** @type {(data: Data) => IndexedPage[]} */
const articles = (data) => data.pages.filter((page) => page.group === "article");

/** The names and keywords of a page. @type {(page: IndexedPage) => string[]} */
const callsOf = (page) => page.names.concat(page.keys);

/** @type {(data: Data, word: string) => boolean} */
const written = (data, word) => articles(data).some((page) => callsOf(page).some((name) => name.includes(word)));

/** @type {(missing: Missing, named: Result[]) => Result[]} */
function nearestTo(missing, named) {
  const wanted = new Set([missing.call || ""]);
  const fits = /** @type {(page: IndexedPage) => boolean} */ (
    (page) => (missing.call ? dials(page, wanted) : callsOf(page).some((name) => missing.means.includes(name)))
  );
  const says = /** @type {(page: IndexedPage) => boolean} */ (
    (page) => callsOf(page).some((name) => name.includes(missing.typed))
  );
  return named.filter(({ page }) => page.group !== "about" && (fits(page) || says(page)));
}
