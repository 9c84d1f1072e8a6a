/* Offers to read aloud, or, where the browser has no voice for Chinese, to say how the device itself does. What does
   either is fetched when a button is first pressed. */
const VOICE_WAIT = 2000; /* milliseconds: some kernels know their voices only after a while */

/** @type {() => void} */
function enableListening() {
  const places = all("[data-kx-listen]");
  const label = /** @type {(words: string) => void} */ (
    (words) => {
      for (const place of places) {
        the("button span", place).textContent = words;
        place.hidden = place.dataset.kxListen === "quiet" && words !== "朗读";
      }
    }
  );
  const offer = () => {
    const found = Boolean(chineseVoice());
    if (found) label("朗读");
    return found;
  };
  for (const place of places) the("button", place).addEventListener("click", () => fetchReader(place));
  if (!places.length || offer()) return;
  if (!window.speechSynthesis) return label("怎样听");
  /* Safari before 16 has no such event, but knows its voices at once. */
  if ("addEventListener" in speechSynthesis) speechSynthesis.addEventListener("voiceschanged", offer);
  setTimeout(() => offer() || label("怎样听"), VOICE_WAIT);
}

/**
 * Safari lets nothing speak that no tap has asked for: what is fetched first speaks too late, unless an empty
 * utterance did so in the tap itself.
 * @type {(place: HTMLElement) => void}
 */
function fetchReader(place) {
  const address = root.dataset.kxAloudScript || "";
  if (document.querySelector('script[src="' + address + '"]')) return;
  if (chineseVoice()) speechSynthesis.speak(new SpeechSynthesisUtterance(""));
  const button = the("button", place);
  const script = fetchOnce(address);
  script.addEventListener("load", () => button.click());
  script.addEventListener("error", () => (the("span", button).textContent = "没有取到，再按一次"));
}
