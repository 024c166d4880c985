// What is asked of Firestore for a text in the search box.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, namePrefix, numberPrefixes, rangeEnd } from "../src/search-key.js";

test("a number may be typed in any layout", () => {
  for (const typed of ["+1 555 010", "+1 (555) 010", "1-555-010", "001 555 010"]) {
    assert.ok(numberPrefixes(typed).includes("+1555010"), typed);
  }
  assert.ok(numberPrefixes("(555) 010").includes("+1555010"));
  assert.deepEqual(numberPrefixes("32665"), ["+132665", "+32665", "32665"]);
  assert.deepEqual(numberPrefixes("0151 123", "49").includes("+49151123"), true);
});

test("a text with letters is no number", () => {
  for (const typed of ["", "  ", "maria", "4 pets", "+", "00"]) assert.deepEqual(numberPrefixes(typed), []);
});

test("a name is folded as the documents fold it", () => {
  assert.equal(namePrefix("  MARIA   del "), "maria del");
  assert.equal(namePrefix("Straße"), "strasse");
  assert.equal(namePrefix("STRAẞE"), "strasse");
  assert.equal(namePrefix("ΟΔΟΣ"), "οδοσ");
  assert.equal(namePrefix("ÅSA"), "åsa");
});

test("folding agrees with Python for every letter that is given", (context) => {
  const given = process.env.CASEFOLDED;
  if (!given) return context.skip("tests/emulator/test_inbox.py gives them");
  const wrong = Object.entries(JSON.parse(given)).filter(([letter, folded]) => fold(letter) !== folded);
  return assert.deepEqual(wrong.map(([letter]) => letter.codePointAt(0).toString(16)), []);
});

test("the range of a prefix holds whatever follows it, in Firestore's order of bytes", () => {
  const order = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));
  for (const name of ["ann", "ann lee", "ann\u{ff08}x\u{ff09}", "ann\u{1f33b}"]) {
    assert.ok(order("ann", name) <= 0 && order(name, rangeEnd("ann")) < 0, name);
  }
  assert.ok(order("ano", rangeEnd("ann")) > 0);
});
