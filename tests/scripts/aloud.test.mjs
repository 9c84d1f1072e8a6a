/* What is written and how it is said, row by row, and how texts are cut: the script as readers get it, without a browser.
   KX_SCRIPT is that script; KX_TEXTS, where given, is a JSON list of texts, all of which must be sayable. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const context = createContext({});
runInContext(readFileSync(process.env.KX_SCRIPT, "utf8"), context);
const script = (name) => runInContext(name, context);
const spoken = script("spoken");
const cut = (text) => Array.from(script("sentencesOf")(text), ([from, to]) => text.slice(from, to));

const rows = readFileSync(new URL("spoken.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
for (const row of rows) {
  const [written, said] = row.split("\t");
  test(written, () => assert.equal(spoken(written), said));
}

test("a text is cut at the ends of its sentences, and nothing of it is lost", () => {
  const text = "先断电。再救人！“快跑！”他喊。还有吗？有；有……没有";
  assert.deepEqual(cut(text), ["先断电。", "再救人！", "“快跑！”", "他喊。", "还有吗？", "有；", "有……", "没有"]);
});

test("a long sentence is cut at a comma so that each piece can be said in one go", () => {
  const clause = "先看看四周安不安全再去扶人，";
  const pieces = cut(clause.repeat(9) + "完。");
  assert.equal(pieces.join(""), clause.repeat(9) + "完。");
  for (const piece of pieces) assert.ok(piece.endsWith("，") || piece.endsWith("完。"));
  assert.deepEqual(
    pieces.map((piece) => spoken(piece).length),
    [55, 55, 16],
  );
});

test("without a comma it is cut anywhere but inside a number or a word", () => {
  const pieces = cut("字".repeat(38) + "0715-8320110" + "字".repeat(30));
  assert.deepEqual(pieces, ["字".repeat(38), "0715-8320110" + "字".repeat(30)]);
});

test("what is long only when it is said is cut for that", () => {
  for (const piece of cut("从2021-01-01到2025-12-31，".repeat(6))) assert.ok(spoken(piece).length <= 60);
});

test("numbers and times are not cut at their own signs", () => {
  assert.deepEqual(cut("8:30到11:00有1,200人来，真的。"), ["8:30到11:00有1,200人来，真的。"]);
});

test("nothing but space is nothing to say", () => assert.deepEqual(cut(" \n "), []));

const texts = process.env.KX_TEXTS ? JSON.parse(readFileSync(process.env.KX_TEXTS, "utf8")) : [];
test(
  "every text of the site can be said: short pieces, no sign a voice would stumble over",
  { skip: !texts.length },
  () => {
    for (const text of texts) {
      const pieces = cut(text);
      assert.equal(pieces.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
      for (const said of pieces.map(spoken)) {
        assert.ok(said.length <= 60, said);
        assert.doesNotMatch(said, /[℃%％‰～~—–…≥≤±×→/\\<>|〔〕{}[\]()（）#*_^]|\d{4}年|https?:/, said);
      }
    }
  },
);
