/* The voice that reads, where the browser has one. */

/**
 * Mandarin of the mainland before other, on the device before what needs the network.
 * @type {() => SpeechSynthesisVoice | undefined}
 */
function chineseVoice() {
  if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) return undefined;
  const rank = /** @type {(voice: SpeechSynthesisVoice) => number} */ (
    ({ lang, localService }) => Number(/cn|hans|^zh$/i.test(lang)) * 2 + Number(localService)
  );
  return speechSynthesis
    .getVoices()
    .filter(({ lang }) => /^(zh|cmn)/i.test(lang) && !/hk|mo|yue/i.test(lang))
    .sort((one, other) => rank(other) - rank(one))[0];
}
