// One conversation in a list. Stable for tests: `data-conversation-id` on the row, `data-waiting`.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { formatNumber, hue, initials, nameOf } from "./numbers.js";
import { hashOf } from "./route.js";
import { callTitle, isWaiting, preview } from "./words.js";

/** Return what a row shows. `names` gives contacts by id; `shown` is the conversation that is open. */
export function rowOf(conversation, names, times, shown) {
  const who = partiesOf(conversation, names);
  return {
    id: conversation.id,
    ...who,
    at: conversation.at,
    time: conversation.at === null ? "" : times.short(conversation.at, Date.now()),
    full: conversation.at === null ? "" : times.full(conversation.at),
    preview: preview(conversation.last),
    call: conversation.last.type === "call" ? callIcon(conversation.last) : "",
    waiting: isWaiting(conversation.last),
    current: conversation.id === shown,
  };
}

/** Return the names of a conversation: `{title, group, deleted, sign, hue, detail}`. */
export function partiesOf({ id, contactIds, participants }, names) {
  const contacts = contactIds.map((one) => names.get(one));
  const titles = contacts.map((contact, at) => nameOf(contact, participants[at] ?? contactIds[at]));
  const title = titles.join(", ") || participants.map(formatNumber).join(", ") || formatNumber(id);
  const only = contacts.length === 1 ? contacts[0] : undefined;
  const number = formatNumber(only?.number || participants[0] || "");
  return {
    title,
    group: Math.max(contactIds.length, participants.length) > 1,
    deleted: only?.deleted ?? false,
    sign: only?.name ? initials(only.name) : "",
    hue: hue(id),
    detail: [number !== title && number, only?.company !== title && only?.company, only?.role].filter(Boolean),
  };
}

/** Make the row: a link to the conversation, so that it opens in every way a link does. */
export function makeRow(row) {
  const item = h("li", { "data-conversation-id": row.id }, h("a", { class: "row", href: hashOf(row.id) }));
  updateRow(item, row);
  return item;
}

/** Update a row; the link stays, and with it the focus. */
export function updateRow(item, row) {
  item.toggleAttribute("data-waiting", row.waiting);
  const link = item.firstElementChild;
  if (row.current) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  link.replaceChildren(
    avatar(row),
    h("span", { class: "row-line" }, nameElement(row), timeElement(row) ?? ""),
    h(
      "span",
      { class: "row-line" },
      h("span", { class: "preview" }, row.call ? icon(row.call) : "", h("span", { dir: "auto" }, row.preview)),
      row.waiting ? h("span", { class: "waiting" }, "Waiting") : "",
    ),
  );
}

/** Make the round avatar of a conversation: initials, or an icon if there is no name. */
export function avatar({ sign, group, hue: colour }) {
  const inside = group ? icon("group") : sign || icon("person");
  return h("span", { class: "avatar", "data-hue": colour, "aria-hidden": "true" }, inside);
}

/** Return the icon of a call. */
export function callIcon(call) {
  if (call.direction === "incoming") return callTitle(call).startsWith("Missed") ? "missed" : "incoming";
  return call.direction === "outgoing" ? "outgoing" : "phone";
}

function nameElement({ title, deleted }) {
  return h("span", { class: "name" }, h("bdi", {}, title), deleted && h("span", { class: "tag" }, "deleted"));
}

function timeElement({ at, time, full }) {
  return at === null ? null : h("time", { datetime: new Date(at).toISOString(), title: full }, time);
}
