// A call in the timeline: outcome, recordings, voicemail, summary, transcript.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fileName, gone, keyOf, makeAudio, sourceOf } from "./media.js";
import { formatNumber } from "./numbers.js";
import { callIcon } from "./rows.js";
import { makeSummary } from "./summary.js";
import { formatDuration } from "./times.js";
import { transcriptEntry } from "./transcript.js";
import { callOutcome, callTitle } from "./words.js";

/** Return the parts of a call, as entries for `reconcile`. */
export function callParts(call, app) {
  const { title, outcome, sign, ...rest } = headOf(call);
  const parts = [{ key: "head", value: { title, outcome, sign, ...rest }, create: makeHead }];
  call.recordings.forEach((one, at) => {
    const label = call.recordings.length > 1 ? `Recording ${at + 1}` : "Recording";
    parts.push(playerEntry(`recording ${at} ${keyOf(one.url)}`, label, one, app));
  });
  if (call.voicemail) parts.push(...voicemailParts(call.voicemail, app));
  if (call.summary) parts.push({ key: "summary", value: call.summary, create: makeSummary });
  if (call.transcript) parts.push(transcriptEntry(call, app));
  return parts;
}

function headOf(call) {
  const facts = [
    call.forwardedTo && `Forwarded to ${formatNumber(call.forwardedTo)}`,
    call.forwardedFrom && `Forwarded from ${formatNumber(call.forwardedFrom)}`,
    call.menu && `Chose ${call.menu} in the menu`,
  ];
  return {
    title: callTitle(call),
    outcome: callOutcome(call, formatDuration),
    sign: callIcon(call),
    facts: facts.filter(Boolean),
  };
}

function makeHead({ title, outcome, sign, facts }) {
  const lines = [outcome, ...facts].filter(Boolean).map((line) => h("p", { class: "quiet" }, line));
  const round = h("span", { class: `call-sign ${sign}` }, icon(sign));
  return h("div", { class: "call-head" }, round, h("div", {}, h("h4", {}, title), ...lines));
}

function voicemailParts(voicemail, app) {
  const said = { key: "voicemail text", value: voicemail.transcript, create: makeQuote };
  return [
    playerEntry(`voicemail ${keyOf(voicemail.url)}`, "Voicemail", voicemail, app),
    ...(voicemail.transcript ? [said] : []),
  ];
}

function playerEntry(key, label, { url, duration }, { hosts }) {
  const create = (now) => {
    const length = now.duration === null ? "" : h("small", {}, formatDuration(now.duration));
    const sign = now.label === "Voicemail" ? icon("voicemail") : "";
    const player = playerOf(now.url, sourceOf(now.url, hosts), now.label);
    return h("div", { class: "player" }, h("h5", {}, sign, now.label, length), player);
  };
  // What is playing keeps playing: the file is the same, however its address is signed.
  const update = (box, now) => {
    const playing = box.querySelector("audio");
    if (!playing || playing.paused) box.replaceChildren(...create(now).childNodes);
  };
  return { key, value: { url, duration, label }, create, update };
}

function playerOf(url, source, label) {
  if (source) return makeAudio(source, `${label} ${fileName(url)}`);
  return url ? gone("This file's address is not secure", url) : gone("There is no file");
}

function makeQuote(text) {
  return h("blockquote", { class: "text", dir: "auto" }, text);
}
