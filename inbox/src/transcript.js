// A call's transcript, which unfolds. A large one stands in parts of its own, read when it is opened.

import { h } from "./dom.js";
import { readDialogue } from "./documents.js";
import { icon } from "./icons.js";
import { nameOf } from "./numbers.js";
import { formatPlace } from "./times.js";
import { transcriptParts } from "./queries.js";

/** Give the transcript as an entry for `reconcile`. */
export function transcriptEntry(call, app) {
  const { lines, parts, status } = call.transcript;
  const value = { lines: lines.map((line) => lineOf(line, app.names)), parts, status };
  return { key: "transcript", value, create: () => makeTranscript(call.id, value, app) };
}

function makeTranscript(callId, { lines, parts, status }, app) {
  const inside = h("div", { class: "dialogue" });
  const details = h("details", { class: "transcript" }, h("summary", {}, icon("text"), "Transcript"), inside);
  if (!parts.length) inside.replaceChildren(makeDialogue(lines, status));
  else details.addEventListener("toggle", () => load(), { once: true });

  async function load() {
    inside.replaceChildren(h("p", { class: "quiet", role: "status" }, "Loading the transcript…"));
    try {
      const read = await transcriptParts(app.db, callId, parts);
      const all = read.flatMap((part) => readDialogue(part.dialogue));
      inside.replaceChildren(makeDialogue(all.map((line) => lineOf(line, app.names)), status));
    } catch {
      const again = h("button", { type: "button", on: { click: load } }, "Try again");
      inside.replaceChildren(h("p", { class: "quiet", role: "alert" }, "The transcript could not be loaded. "), again);
    }
  }

  return details;
}

/** Who says it: a person with a number, one of us, or a role; and when in the call. */
function lineOf({ speaker, number, user, text, start }, names) {
  const named = number && !user ? nameOf(names.get(number), number) : "";
  return { who: speaker || named || (user && "Us") || "Unknown", text, at: start === null ? "" : formatPlace(start) };
}

function makeDialogue(lines, status) {
  if (!lines.length) return h("p", { class: "quiet" }, status ? `No transcript: ${status}` : "No transcript");
  return h("ol", {}, ...lines.map(makeLine));
}

function makeLine({ who, text, at }) {
  const head = h("span", { class: "speaker" }, h("bdi", {}, who), at && h("small", {}, at));
  return h("li", {}, head, h("span", { class: "text", dir: "auto" }, text));
}
