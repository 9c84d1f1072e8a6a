/* Search: the full text. Small files say where every pair of characters stands in the pages, counted
   through all of them; a run of characters stands where its pairs follow one another. */

/**
 * The pages that hold a word, each with how often.
 * @type {(data: Data, word: string) => Promise<Map<IndexedPage, number>>}
 */
async function pagesWith(data, word) {
  const chars = Array.from(word);
  const counts = new Map();
  if (chars.length > 1) {
    for (const place of await begins(data, chars)) {
      const page = data.pages[numberAt(data.starts, place)];
      counts.set(page, (counts.get(page) || 0) + 1);
    }
  } else {
    for (const coded of await places(data, word)) counts.set(data.pages[Math.floor(coded / OFTEN)], coded % OFTEN);
  }
  return counts;
}

/**
 * Where a run of characters begins. Three pairs are asked first: of what is nowhere, no more needs to be fetched.
 * @type {(data: Data, chars: string[]) => Promise<number[]>}
 */
async function begins(data, chars) {
  const offsets = chars.map((char, at) => at).filter((at) => at % 2 === 0 && at < chars.length - 1);
  if (chars.length % 2) offsets.push(chars.length - 2);
  const step = Math.ceil(offsets.length / 8);
  const few = offsets.filter((offset, index) => index % step === 0 || index === offsets.length - 1);
  const first = new Set([0, few.length >> 1, few.length - 1]);
  /** @type {number[] | null} */
  let found = null;
  for (const early of [true, false]) {
    const round = few.filter((offset, index) => first.has(index) === early);
    const lists = await Promise.all(round.map((at) => places(data, chars[at] + chars[at + 1])));
    for (const here of lists.map((list, index) => list.map((place) => place - round[index]))) {
      const known = new Set(here);
      found = found ? found.filter((place) => known.has(place)) : here;
    }
    if (!found || !found.length) break;
  }
  return found || [];
}

/**
 * The digests in the names of the files, of those with single characters and of those with pairs. With them come the
 * lengths of all texts.
 * @type {(data: Data) => Promise<string[]>}
 */
const placesList = (data) =>
  once("list", async () => {
    const [singles, pairs, lengths] = await json(PLACES_LIST + "." + data.text.list + ".json");
    let start = 0;
    data.starts = data.pages.map((page) => {
      const here = start;
      page.length = lengths[page.number];
      start += Math.max(LEAST_ROOM, 2 ** (32 - Math.clz32(page.length)));
      return here;
    });
    return [singles, pairs];
  });

/** Where one character or a pair stands. @type {(data: Data, key: string) => Promise<number[]>} */
async function places(data, key) {
  const chars = Array.from(key);
  const digests = (await placesList(data))[chars.length - 1];
  const count = digests.length / DIGEST_LENGTH;
  const code = /** @type {(char: string) => number} */ ((char) => char.codePointAt(0) || 0);
  const number = chars.reduce((sum, char) => (sum * SHARD_FACTOR + code(char)) % count, 0);
  const digest = digests.slice(number * DIGEST_LENGTH, (number + 1) * DIGEST_LENGTH);
  const path = PLACES_FOLDER + chars.length + "-" + number + "." + digest + ".json";
  const list = await once(path, async () => ofText(await json(path), chars.length));
  return decoded(list[key] || "");
}

/**
 * What the file holds, if it is one of ours: a key has as many characters as its name says, and stands somewhere.
 * @type {(list: Record<string, string>, size: number) => Record<string, string>}
 */
function ofText(list, size) {
  const key = Object.keys(list)[0];
  const strange = key && (Array.from(key).length !== size || typeof list[key] !== "string");
  if (Array.isArray(list) || strange) throw new Error(PLACES_FOLDER);
  return list;
}

/** Rising numbers, written as the steps from each to the next. @type {(text: string) => number[]} */
function decoded(text) {
  const found = [];
  const half = DIGITS.length / 2;
  let place = 0;
  let step = 0;
  for (const digit of text) {
    const value = DIGITS.indexOf(digit);
    step = step * half + (value % half);
    if (value < half) continue;
    found.push((place += step));
    step = 0;
  }
  return found;
}

/** The last of the rising starts that is not beyond a place. @type {(starts: number[], place: number) => number} */
function numberAt(starts, place) {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] > place) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * The pages that hold every one of some words, with how often; those that say least else come first.
 * @type {(data: Data, words: string[]) => Promise<Hit[]>}
 */
async function askText(data, words) {
  if (!words.length) return [];
  const [first, ...others] = await Promise.all(words.map((word) => pagesWith(data, word)));
  const often = /** @type {(page: IndexedPage) => number} */ (
    (page) => others.reduce((sum, counts) => sum + (counts.get(page) || 0), first.get(page) || 0)
  );
  return Array.from(first.keys())
    .filter((page) => others.every((counts) => counts.has(page)))
    .map((page) => ({ page, count: often(page) }))
    .sort((one, other) => other.count / other.page.length - one.count / one.page.length);
}
