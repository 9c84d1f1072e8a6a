/* A round of questions: the same five for everybody on a day. The page holds all of them, folded; this takes them from
   there. Nothing is sent and nothing is kept: the score is on the screen alone. */
const quizForm = /** @type {HTMLFormElement} */ (the("[data-kx-quiz]"));
const questions = all(".kx-question");
const heading = el("h2");
heading.tabIndex = -1;
let rounds = 0; /* earlier days asked for since */
let answered = 0;
let rightOnes = 0;

quizForm.addEventListener("submit", (event) => event.preventDefault());
the("[data-quiz-all]").hidden = true;
quizForm.hidden = false;
drawRound();

/** The five of today, or of so many days ago; `round_on` in Python says the same. @type {() => HTMLElement[]} */
function questionsOfRound() {
  const day = Math.round(Date.parse(kxClock.today()) / (24 * 3600 * 1000)) - rounds;
  const size = Math.min(QUIZ_ROUND, questions.length);
  const at = /** @type {(step: number) => number} */ (
    (step) => (((day * QUIZ_ROUND + step) % questions.length) + questions.length) % questions.length
  );
  return Array.from({ length: size }, (_, step) => questions[at(step)]);
}

function drawRound() {
  const chosen = questionsOfRound();
  answered = rightOnes = 0;
  heading.textContent = rounds ? "再来五题" : "今天的五题";
  const total = el("div", "", "kx-score");
  total.setAttribute("role", "status");
  quizForm.textContent = "";
  quizForm.append(heading, ...chosen.map((item, place) => drawQuestion(item, place, chosen.length, total)), total);
  quizForm.append(buttons(), keyOf(chosen));
}

/** @type {(item: HTMLElement, place: number, count: number, total: HTMLElement) => HTMLElement} */
function drawQuestion(item, place, count, total) {
  const box = el("fieldset");
  const legend = box.appendChild(el("legend"));
  legend.append(el("small", "第 " + (place + 1) + " 题，共 " + count + " 题"), " ", the("h3", item).textContent || "");
  const inputs = all(".kx-options li", item).map((option) => {
    const label = box.appendChild(el("label", "", "kx-option"));
    const input = label.appendChild(el("input"));
    input.type = "radio";
    input.name = item.id;
    input.value = the("b", option).textContent || "";
    label.append(el("b", input.value), " ", el("span", the("span", option).textContent || ""));
    return input;
  });
  const check = box.appendChild(el("button", "看对不对", "kx-button"));
  check.type = "button";
  const verdict = box.appendChild(el("div", "", "kx-verdict"));
  verdict.setAttribute("role", "status");
  check.addEventListener("click", () => {
    const picked = inputs.find((input) => input.checked);
    if (check.getAttribute("aria-disabled")) return;
    if (!picked) {
      verdict.textContent = "先选一个答案。";
      return;
    }
    check.setAttribute("aria-disabled", "true");
    check.textContent = "看过了";
    judge(item, inputs, picked, verdict);
    answered += 1;
    if (answered === count) sayScore(total, count);
  });
  return box;
}

/**
 * Says by words and by a sign whether the answer is right, why, and where it stands.
 * @type {(item: HTMLElement, inputs: HTMLInputElement[], picked: HTMLInputElement, verdict: HTMLElement) => void}
 */
function judge(item, inputs, picked, verdict) {
  const answer = the(".kx-right", item);
  const right = picked.value === answer.dataset.letter;
  rightOnes += right ? 1 : 0;
  for (const input of inputs) {
    const label = /** @type {HTMLElement} */ (input.parentNode);
    input.disabled = true;
    if (input.value === answer.dataset.letter) label.appendChild(el("i", "✓ 正确答案", "kx-mark"));
    else if (input === picked) label.appendChild(el("i", "✗ 您选的", "kx-mark"));
  }
  verdict.textContent = "";
  const said = right ? "✓ 答对了。" : "✗ 不对，正确答案是 " + answer.textContent + "。";
  verdict.append(el("p", said), the("[data-why]", item).cloneNode(true), the("[data-source]", item).cloneNode(true));
  verdict.classList.add(right ? "kx-verdict--right" : "kx-verdict--wrong");
}

/** @type {(total: HTMLElement, count: number) => void} */
function sayScore(total, count) {
  const score = rightOnes + "/" + count;
  const address = /^http/.test(location.protocol) ? "，您也来试试：" + location.href.replace(/[?#].*/, "") : "";
  const line = "我在“" + quizForm.dataset.name + "”测一测，答对 " + score + address;
  total.append(el("p", "您答对了 " + score + " 题。"));
  const shared = total.appendChild(el("p", line, "kx-shared"));
  const button = total.appendChild(el("button", "复制这句话", "kx-button"));
  button.type = "button";
  const done = total.appendChild(el("span"));
  button.addEventListener("click", () => {
    copyText(line).then(
      () => (done.textContent = " 已复制"),
      () => /** @type {Selection} */ (getSelection()).selectAllChildren(shared),
    );
  });
}

/** The next round, and the round on paper. @type {() => HTMLElement} */
function buttons() {
  const line = el("p", "", "kx-round__more");
  if (questions.length > QUIZ_ROUND) {
    const more = line.appendChild(el("button", "再来五题", "kx-button"));
    more.type = "button";
    more.addEventListener("click", () => {
      rounds += 1;
      drawRound();
      heading.focus();
      heading.scrollIntoView();
    });
  }
  if (!/MicroMessenger/i.test(navigator.userAgent) && typeof window.print === "function") {
    const print = line.appendChild(el("button", "打印这五题", "kx-button"));
    print.type = "button";
    print.addEventListener("click", () => window.print());
  }
  return line;
}

/** The answers at the foot of the printed sheet. @type {(chosen: HTMLElement[]) => HTMLElement} */
function keyOf(chosen) {
  const key = el("section", "", "kx-answers");
  const list = el("ol");
  for (const item of chosen) {
    const entry = list.appendChild(el("li", the(".kx-right", item).textContent || ""));
    entry.append("。" + the("[data-why]", item).textContent);
  }
  key.append(el("h2", "答案"), list);
  return key;
}
