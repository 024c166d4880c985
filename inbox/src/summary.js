// The vendor's AI summary of a call: summary, key points, next steps, mood, and what its agent did.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const MOODS = ["positive", "neutral", "negative"];

/** Make a summary. */
export function makeSummary({ lines, keyPoints, nextSteps, sentiment, status, jobs }) {
  const mood = sentiment && h("span", { class: "mood", "data-mood": moodOf(sentiment) }, sentiment);
  const known = lines.length + keyPoints.length + nextSteps.length + jobs.length;
  return h(
    "div",
    { class: "summary" },
    h("h5", {}, icon("spark"), "Summary", mood),
    lines.length === 1 ? h("p", { class: "text", dir: "auto" }, lines[0]) : makeList(lines),
    ...titled("Key points", keyPoints),
    ...titled("Next steps", nextSteps),
    ...jobs.flatMap(({ name, results }) => titled(name || "Job", results.map(resultOf))),
    !known && h("p", { class: "quiet" }, status ? `No summary: ${status}` : "No summary"),
  );
}

function moodOf(sentiment) {
  const mood = sentiment.toLowerCase();
  return MOODS.includes(mood) ? mood : "neutral";
}

function titled(title, lines) {
  return lines.length ? [h("h6", { dir: "auto" }, title), makeList(lines)] : [];
}

function makeList(lines) {
  return lines.length ? h("ul", {}, ...lines.map((line) => h("li", { dir: "auto" }, line))) : "";
}

function resultOf({ name, value }) {
  return [name, value].filter(Boolean).join(": ");
}
