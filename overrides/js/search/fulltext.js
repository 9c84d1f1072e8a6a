/* Search: the full text. Small files say where every pair of characters stands in the pages, counted
   through all of them; a run of characters stands where its pairs follow one another. */

const DIGITS =
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"; /* the same as in macros/postbuild/search_fulltext.py, as is the rest here */
const OFTEN = 32;

/* The pages that hold a word, each with how often. */
async function pagesWith(data, word) {
  const chars = Array.from(word),
    counts = new Map();
  if (chars.length > 1) {
    for (const place of await begins(data, chars)) {
      const page = data.pages[numberAt(data.starts, place)];
      counts.set(page, (counts.get(page) || 0) + 1);
    }
  } else for (const coded of await places(data, word)) counts.set(data.pages[Math.floor(coded / OFTEN)], coded % OFTEN);
  return counts;
}

/* Where a run of characters begins. Three pairs are asked first: of what is nowhere, no more needs to be fetched. */
async function begins(data, chars) {
  const offsets = chars.map((char, at) => at).filter((at) => at % 2 === 0 && at < chars.length - 1);
  if (chars.length % 2) offsets.push(chars.length - 2);
  const few = offsets.filter(
    (offset, index) => index % Math.ceil(offsets.length / 8) === 0 || index === offsets.length - 1,
  );
  const first = new Set([0, few.length >> 1, few.length - 1]);
  let found = null;
  for (const round of [
    few.filter((offset, index) => first.has(index)),
    few.filter((offset, index) => !first.has(index)),
  ]) {
    const held = await Promise.all(round.map((at) => places(data, chars[at] + chars[at + 1])));
    held.forEach((list, index) => {
      const here = list.map((place) => place - round[index]),
        known = found && new Set(here);
      found = found ? found.filter((place) => known.has(place)) : here;
    });
    if (!found.length) break;
  }
  return found;
}

async function places(data, key) {
  const chars = Array.from(key),
    count = data.text.shards[chars.length - 1];
  const number = chars.reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % count, 0);
  const path = "search/text/" + chars.length + "-" + number + "." + data.text.digest + ".json";
  const list = await once(path, async () => ofText(await json(path), chars.length));
  return decoded(list[key] || "");
}

/* What the file holds, if it is one of ours: a key has as many characters as its name says, and stands somewhere. */
function ofText(list, size) {
  const key = Object.keys(list)[0];
  if (Array.isArray(list) || (key && (Array.from(key).length !== size || typeof list[key] !== "string")))
    throw new Error("search/text/");
  return list;
}

/* Rising numbers, written as the steps from each to the next. */
function decoded(text) {
  const found = [];
  let place = 0,
    step = 0;
  for (let at = 0; at < text.length; at += 1) {
    const value = DIGITS.indexOf(text[at]);
    step = step * 32 + (value % 32);
    if (value < 32) continue;
    found.push((place += step));
    step = 0;
  }
  return found;
}

/* The last of the rising starts that is not beyond a place. */
function numberAt(starts, place) {
  let low = 0,
    high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] > place) high = middle;
    else low = middle;
  }
  return low;
}

/* The pages that hold every one of some words, with how often; those that say least else come first. */
async function askText(data, words) {
  if (!words.length) return [];
  const answers = await Promise.all(words.map((word) => pagesWith(data, word)));
  const [first, ...others] = answers;
  return Array.from(first.keys())
    .filter((page) => others.every((counts) => counts.has(page)))
    .map((page) => ({ page, count: answers.reduce((sum, counts) => sum + counts.get(page), 0) }))
    .sort((one, other) => other.count / other.page.length - one.count / one.page.length);
}
