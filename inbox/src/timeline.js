// One entry of a conversation: a message, a call, or the line between two days.
// Stable for tests: `data-activity-id` on each, with `data-type` and `data-direction`.

import { callParts } from "./call.js";
import { h, reconcile } from "./dom.js";
import { makeStatus, messageParts } from "./message.js";
import { nameOf } from "./numbers.js";
import { messageStatus } from "./words.js";

/** Return the entries of a timeline for `reconcile`: activities, the oldest first, and days between. */
export function timelineEntries(activities, app, group) {
  const entries = [];
  let day = null;
  for (const activity of activities) {
    const next = activity.at === null ? "unknown" : app.times.dayNumber(activity.at);
    if (next !== day) entries.push(dayEntry(next, activity.at, app.times));
    day = next;
    entries.push(activityEntry(activity, app, group));
  }
  return entries;
}

/** Describe an activity in one sentence, for those who do not see it arrive. */
export function announcementOf(activity, app) {
  const from = activity.direction === "incoming" ? ` from ${senderOf(activity, app)}` : "";
  if (activity.type === "call") return `New call${from}`;
  return `${activity.direction === "outgoing" ? "Sent" : "New message"}${from}: ${activity.body || "no text"}`;
}

function dayEntry(day, at, times) {
  const name = at === null ? "Time unknown" : times.dayName(at, Date.now());
  return { key: `day ${day}`, value: name, create: (text) => h("li", { class: "day" }, h("h3", {}, text)) };
}

function activityEntry(activity, app, group) {
  const by = group && activity.direction === "incoming" ? senderOf(activity, app) : "";
  // The names in a transcript may arrive after it.
  const lines = activity.transcript?.lines ?? [];
  const names = lines.map(({ number, user }) => (user ? "" : app.names.get(number)?.name));
  return { key: `activity ${activity.id}`, value: { activity, by, names }, create, update };

  function create(value) {
    const body = h("div", { class: "body" });
    const card = h("article", { class: activity.type === "call" ? "card call" : "card" }, body, h("footer", {}));
    const item = h("li", { class: "entry", "data-activity-id": activity.id }, card);
    update(item, value);
    return item;
  }

  function update(item, { activity: now, by: sender }) {
    item.setAttribute("data-type", now.type);
    item.setAttribute("data-direction", now.direction);
    const card = item.firstElementChild;
    card.setAttribute("aria-label", labelOf(now, sender));
    reconcile(card.querySelector(":scope > .body"), partsOf(now, sender, app));
    card.querySelector(":scope > footer").replaceChildren(...footOf(now, app));
  }
}

function partsOf(activity, sender, app) {
  const who = { key: "sender", value: sender, create: (name) => h("p", { class: "sender" }, h("bdi", {}, name)) };
  const parts = activity.type === "call" ? callParts(activity, app) : messageParts(activity, app);
  return sender ? [who, ...parts] : parts;
}

function footOf(activity, { times }) {
  const { at } = activity;
  const time = at !== null && h("time", { datetime: new Date(at).toISOString(), title: times.full(at) }, times.clock(at));
  const status = activity.type === "call" ? "" : makeStatus(messageStatus(activity));
  return [time, status].filter(Boolean);
}

function labelOf({ type, direction }, sender) {
  const what = { incoming: "Received", outgoing: "Sent" }[direction] ?? "";
  return [what, type === "call" ? "call" : "message", sender && `from ${sender}`].filter(Boolean).join(" ");
}

function senderOf({ from }, { names }) {
  return from ? nameOf(names.get(from), from) : "unknown";
}
