// What comes from outside: texts, addresses, documents of any shape.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readActivity, readContact, readConversation } from "../src/documents.js";
import { pieces, secure } from "../src/links.js";
import { fileName, keyOf, kindOf, sourceOf } from "../src/media.js";
import { hashOf, idOf } from "../src/route.js";

test("only https addresses are links", () => {
  for (const bad of ["http://a.example/", "javascript:alert(1)", "data:text/html,x", "ftp://a/", "//a.example", "", "x"]) {
    assert.equal(secure(bad), null, bad);
  }
  assert.equal(secure("https://user:pass@a.example/"), null);
  assert.equal(secure("https://a.example/b?c=d"), "https://a.example/b?c=d");
});

test("a text is cut at its addresses, and no character is lost", () => {
  const text = "See https://a.example/x?y=1. (https://b.example/) javascript:alert(1) http://c.example <b>";
  const cut = pieces(text);
  assert.equal(cut.map((piece) => piece.text).join(""), text);
  assert.deepEqual(cut.filter((piece) => piece.url).map((piece) => piece.text), [
    "https://a.example/x?y=1",
    "https://b.example/",
  ]);
});

test("what a file is: by its type, else by the end of its address", () => {
  assert.equal(kindOf({ url: "https://a.example/1", type: "image/jpeg" }), "image");
  assert.equal(kindOf({ url: "https://a.example/1.jpg", type: "application/pdf" }), "file");
  assert.equal(kindOf({ url: "https://a.example/1.JPG?sig=2", type: "" }), "image");
  assert.equal(kindOf({ url: "https://a.example/1.mp3", type: "" }), "audio");
  assert.equal(kindOf({ url: "https://a.example/1", type: "" }), "");
});

test("a file is shown from https alone, or from this machine where the settings say so", () => {
  assert.equal(sourceOf("http://a.example/1.jpg"), null);
  assert.equal(sourceOf("https://a.example/1.jpg?s=1"), "https://a.example/1.jpg?s=1");
  assert.equal(sourceOf("https://a.example/x/1.jpg?s=1", { "a.example": "/media/" }), "/media/1.jpg");
  assert.equal(sourceOf("https://a.example/..%2F1.jpg", { "a.example": "/media/" }), "/media/..%2F1.jpg");
  assert.equal(keyOf("https://a.example/1.jpg?sig=1#x"), "https://a.example/1.jpg");
  assert.equal(fileName("https://a.example/my%20roof.jpg?sig=1"), "my roof.jpg");
});

test("documents of any shape are read without an exception, and nothing is undefined", () => {
  const odd = [undefined, null, 5, "text", true, [], [null, 5, {}], {}, { data: 1 }];
  const fields = [
    "activity_type", "body", "media", "media_urls", "recordings", "voicemail", "ai_summary", "ai_transcript",
    "occurred_at", "duration_seconds", "contact_ids", "participants", "last_activity", "last_activity_at",
    "display_name", "phone_number", "recording_url", "answered_at",
  ];
  for (const value of odd) {
    const data = Object.fromEntries(fields.map((field) => [field, value]));
    for (const read of [readActivity, readConversation, readContact]) {
      assert.equal(hasUndefined(read("id", data)), false, `${read.name} ${JSON.stringify(value)}`);
    }
  }
});

test("a call's parts are read as the documents have them", () => {
  const call = readActivity("AC1", {
    activity_type: "call",
    status: "completed",
    recording_url: "https://a.example/r.mp3",
    ai_summary: { text: "One.\nTwo.", next_steps: ["Go"] },
    ai_transcript: { parts: ["p1", "p2"] },
    occurred_at: { toMillis: () => 7 },
  });
  assert.deepEqual(call.recordings, [{ url: "https://a.example/r.mp3", type: "", duration: null }]);
  assert.deepEqual(call.summary.lines, ["One.\nTwo."]);
  assert.deepEqual(call.transcript, { lines: [], parts: ["p1", "p2"], status: "" });
  assert.equal(call.answered, false);
  assert.equal(call.at, 7);
});

test("an address names a conversation, and a bad one names none", () => {
  for (const id of ["+15550101011", "group-0a1b", "32665", "anonymous", "with space & %"]) assert.equal(idOf(hashOf(id)), id);
  assert.equal(hashOf("+15550101011"), "#/+15550101011");
  for (const bad of ["", "#", "#/", "#/%", "#/a%2Fb", "#/..", "#/__x__", "#a"]) assert.equal(idOf(bad), "", bad);
});

function hasUndefined(value) {
  if (value === undefined || Number.isNaN(value)) return true;
  return value !== null && typeof value === "object" && Object.values(value).some(hasUndefined);
}
