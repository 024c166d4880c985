// Numbers, times and words as people read them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber, initials, nameOf } from "../src/numbers.js";
import { formatDuration, formatPlace, makeTimes } from "../src/times.js";
import { callOutcome, callTitle, isWaiting, messageStatus, preview } from "../src/words.js";

test("numbers stand in groups, and what is no number stays as it is", () => {
  assert.equal(formatNumber("+15550101099"), "+1 555-010-1099");
  assert.equal(formatNumber("+4915112345678"), "+49 151 123 456 78");
  assert.equal(formatNumber("+35312345678"), "+353 123 456 78");
  assert.equal(formatNumber("32665"), "32665");
  assert.equal(formatNumber("anonymous"), "Anonymous caller");
  assert.equal(formatNumber("ACME"), "ACME");
});

test("a contact without a name shows its number", () => {
  assert.equal(nameOf({ name: "Maria Delgado", number: "+15550101011" }, ""), "Maria Delgado");
  assert.equal(nameOf({ name: "", number: "+15550101011" }, ""), "+1 555-010-1011");
  assert.equal(nameOf(undefined, "32665"), "32665");
});

test("initials are the first and the last, and none for a number", () => {
  assert.equal(initials("Maria Luisa Delgado"), "MD");
  assert.equal(initials("ömer"), "Ö");
  assert.equal(initials("+1 555"), "");
});

test("durations and places", () => {
  assert.equal(formatDuration(300), "5 min");
  assert.equal(formatDuration(76), "1 min 16 s");
  assert.equal(formatDuration(3720), "1 h 2 min");
  assert.equal(formatDuration(0.2), "0 s");
  assert.equal(formatPlace(61.9), "1:01");
});

test("a list shows the time, yesterday, the day of the week, then the date", () => {
  const times = makeTimes("en-US", "America/New_York");
  const now = Date.parse("2026-04-02T12:00:00Z"); // eight in the morning there
  const shown = (text) => times.short(Date.parse(text), now).replace("\u202f", " ");
  assert.equal(shown("2026-04-02T04:30:00Z"), "12:30 AM");
  assert.equal(shown("2026-04-02T03:30:00Z"), "Yesterday");
  assert.equal(shown("2026-03-30T12:00:00Z"), "Monday");
  assert.equal(shown("2026-03-26T12:00:00Z"), "Mar 26");
  assert.equal(shown("2025-03-26T12:00:00Z"), "Mar 26, 2025");
  assert.equal(times.dayName(Date.parse("2026-03-26T12:00:00Z"), now), "Thursday, March 26, 2026");
});

test("days are counted across the change to summer time", () => {
  const times = makeTimes("en", "Europe/Berlin");
  const now = Date.parse("2026-03-29T21:30:00Z"); // half past eleven at night, a day of 23 hours
  assert.equal(times.short(Date.parse("2026-03-28T22:30:00Z"), now), "Yesterday");
});

test("somebody waits after their message, or a call that nobody took", () => {
  const incoming = { direction: "incoming" };
  assert.equal(isWaiting({ ...incoming, type: "message", answered: null }), true);
  assert.equal(isWaiting({ ...incoming, type: "call", answered: false }), true);
  assert.equal(isWaiting({ ...incoming, type: "call", answered: true }), false);
  assert.equal(isWaiting({ ...incoming, type: "call", answered: null }), true);
  assert.equal(isWaiting({ direction: "outgoing", type: "message", answered: null }), false);
});

test("the line under a name", () => {
  const last = { id: "A", type: "message", direction: "incoming", status: "", preview: "Hello", answered: null };
  assert.equal(preview(last), "Hello");
  assert.equal(preview({ ...last, direction: "outgoing" }), "You: Hello");
  assert.equal(preview({ ...last, direction: "outgoing", status: "undelivered" }), "Not delivered: Hello");
  assert.equal(preview({ ...last, preview: "" }), "Message without text");
  assert.equal(preview({ ...last, type: "call", answered: false }), "Missed call");
  assert.equal(preview({ id: "", type: "" }), "Nothing known yet");
});

test("calls by direction and by what came of them", () => {
  assert.equal(callTitle({ direction: "incoming", answered: true }), "Incoming call");
  assert.equal(callTitle({ direction: "incoming", answered: false, voicemail: {} }), "Missed call, voicemail");
  assert.equal(callTitle({ direction: "", answered: false }), "Call");
  assert.equal(callTitle({ direction: "incoming", answered: false, status: "ringing" }), "Incoming call");
  assert.equal(callTitle({ direction: "incoming", answered: false, status: "forwarded" }), "Forwarded call");
  const call = { answered: true, duration: 76, byAi: true, answeredBy: "SY1", status: "completed" };
  assert.equal(callOutcome(call, formatDuration), "1 min 16 s · Answered by the AI agent");
  assert.equal(callOutcome({ ...call, byAi: false, answeredBy: "", duration: null }, formatDuration), "Answered");
  assert.equal(callOutcome({ answered: false, status: "abandoned" }, formatDuration), "The caller hung up");
  assert.equal(callOutcome({ answered: null, status: "" }, formatDuration), "");
});

test("a message that did not arrive says so, with the error", () => {
  const sent = { direction: "outgoing", status: "delivered", errorCode: "" };
  assert.deepEqual(messageStatus(sent), { text: "Delivered", bad: false });
  assert.deepEqual(messageStatus({ ...sent, status: "undelivered", errorCode: "30007" }), {
    text: "Not delivered (error 30007)",
    bad: true,
  });
  assert.deepEqual(messageStatus({ direction: "incoming", status: "received", errorCode: "" }), { text: "", bad: false });
});
