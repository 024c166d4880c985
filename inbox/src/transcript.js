// A call's transcript, which unfolds. A large one is stored in parts, read when it is opened.

import { h } from "./dom.js";
import { readDialogue } from "./documents.js";
import { icon } from "./icons.js";
import { nameOf } from "./numbers.js";
import { formatPlace } from "./times.js";
import { transcriptParts } from "./queries.js";

/** Return the transcript as an entry for `reconcile`. */
export function transcriptEntry(call, app) {
  const { lines, parts, status } = call.transcript;
  const value = { lines: lines.map((line) => lineOf(line, app.names)), parts, status };
  const update = (details, now) => fill(details, call.id, now, app);
  return { key: "transcript", value, create: (now) => makeTranscript(call.id, now, app), update };
}

function makeTranscript(callId, value, app) {
  const title = h("summary", {}, icon("text"), "Transcript");
  const details = h("details", { class: "transcript" }, title, h("div", { class: "dialogue" }));
  fill(details, callId, value, app);
  return details;
}

/** Fill it with what is known now; it stays open or closed, as it was. */
function fill(details, callId, { lines, parts, status }, app) {
  const inside = details.lastElementChild;
  details.ontoggle = null;
  if (!parts.length) inside.replaceChildren(makeDialogue(lines, status));
  else if (details.open) load();
  else details.ontoggle = () => load();

  async function load() {
    details.ontoggle = null;
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
}

/** Who says it (a person with a number, one of us, or a role), and when in the call. */
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
