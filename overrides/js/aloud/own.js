/* Where a browser has no voice for Chinese: how the device reads a page by itself. */
/** Devices by what they call themselves. @type {[RegExp, string][]} */
const OWN_VOICES = [
  [/iPhone|iPad/, "苹果手机：在“设置”的“辅助功能”里打开“朗读屏幕”，回到这一页，两根手指一起从屏幕顶端往下滑。"],
  [/Android|HarmonyOS|ArkWeb/, "安卓手机：在“设置”里搜“随选朗读”，打开它，回到这一页，点它的按钮，再点要听的字。"],
  [/./, "电脑：换 Edge 浏览器打开这一页，它自己能朗读网页。"],
];
const IN_WECHAT = /MicroMessenger/i.test(navigator.userAgent);

/** One line below the heading; gone when asked for once more. @type {(place: HTMLElement) => void} */
function sayOwnVoice(place) {
  const box = /** @type {HTMLElement} */ (place.parentNode);
  const told = box.querySelector(".kx-own-voice");
  if (told) return told.remove();
  const [, way] = OWN_VOICES.filter(([sign]) => sign.test(navigator.userAgent))[0];
  const why = IN_WECHAT
    ? "微信里不能朗读。点右上角“···”，选“在浏览器打开”再试；也可以让手机来读。"
    : "这个浏览器没有中文朗读。";
  const line = el("p", why + way, "kx-note kx-own-voice");
  line.setAttribute("role", "status");
  box.append(line);
}
