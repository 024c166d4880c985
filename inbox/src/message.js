// A message in the timeline: text, files, status.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { pieces } from "./links.js";
import { keyOf, kindOf, makeMedia } from "./media.js";

/** Return the parts of a message, as entries for `reconcile`. */
export function messageParts(message, { hosts }) {
  const [pictures, others] = [[], []];
  for (const file of message.media) (["image", ""].includes(kindOf(file)) ? pictures : others).push(file);
  const files = others.map((file, at) => ({
    key: `file ${at} ${keyOf(file.url)}`,
    value: file,
    create: (value) => h("div", {}, makeMedia(value, hosts)),
  }));
  if (pictures.length) files.unshift({ key: "pictures", value: pictures, create: (all) => makePictures(all, hosts) });
  const empty = !message.body && !files.length;
  const said = { key: "text", value: message.body, create: makeText };
  const nothing = { key: "nothing", value: "", create: () => h("p", { class: "quiet" }, "Message without text") };
  return [...files, ...(message.body ? [said] : []), ...(empty ? [nothing] : [])];
}

function makePictures(files, hosts) {
  const several = files.length > 1 ? "pictures several" : "pictures";
  return h("div", { class: several }, ...files.map((file) => makeMedia(file, hosts)));
}

/** Show a text from outside: its https addresses become links, everything else is text. */
export function makeText(body) {
  const parts = pieces(body).map(({ text, url }) =>
    url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text) : text,
  );
  return h("p", { class: "text", dir: "auto" }, ...parts);
}

/** Make the status of a message, or nothing. */
export function makeStatus({ text, bad }) {
  if (!text) return "";
  const sign = bad ? icon("warning") : text === "Delivered" ? icon("check") : "";
  return h("span", { class: bad ? "status bad" : "status" }, sign, text);
}
