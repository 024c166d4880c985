// Documents as they are read: every field is there, has one type, and is empty if unknown.
// Whatever a document lacks or holds instead, later code never meets `undefined`. Pure.

/** Return a conversation of the list. */
export function readConversation(id, data) {
  const last = map(data.last_activity);
  return {
    id,
    contactIds: texts(data.contact_ids),
    participants: texts(data.participants),
    at: time(data.last_activity_at),
    last: {
      id: text(last.id),
      type: text(last.activity_type),
      direction: text(last.direction),
      status: text(last.status),
      answered: typeof last.answered === "boolean" ? last.answered : null,
      preview: text(last.preview),
    },
  };
}

/** Return a contact. */
export function readContact(id, data) {
  return {
    id,
    number: text(data.phone_number),
    name: text(data.display_name),
    company: text(data.company),
    role: text(data.role),
    deleted: data.deleted === true,
  };
}

/** Return a message or call of a timeline. */
export function readActivity(id, data) {
  const typed = maps(data.media).filter((file) => text(file.url));
  const untyped = texts(data.media_urls).map((url) => ({ url, type: "" }));
  return {
    id,
    type: text(data.activity_type),
    direction: text(data.direction),
    status: text(data.status),
    errorCode: text(data.error_code),
    at: time(data.occurred_at),
    body: text(data.body),
    media: (typed.length ? typed : untyped).map((file) => ({ url: text(file.url), type: text(file.type) })),
    from: text(data.from_number),
    duration: number(data.duration_seconds),
    answered: answered(data),
    answeredBy: text(data.answered_by),
    byAi: data.handled_by_ai === true,
    forwardedTo: text(data.forwarded_to),
    forwardedFrom: text(data.forwarded_from),
    menu: text(data.menu_selection),
    recordings: readRecordings(data),
    voicemail: readVoicemail(map(data.voicemail)),
    summary: readSummary(map(data.ai_summary)),
    transcript: readTranscript(map(data.ai_transcript)),
  };
}

/** Return the lines of a dialogue. */
export function readDialogue(lines) {
  return maps(lines).map((line) => ({
    speaker: text(line.speaker),
    number: text(line.identifier),
    user: text(line.user_id),
    text: text(line.text),
    start: number(line.start),
  }));
}

/** Whether a text can be a document id: Firestore throws for others. */
export function isDocumentId(id) {
  return id !== "" && id.length <= 1500 && !id.includes("/") && !/^(\.\.?|__.*__)$/.test(id);
}

/** Whether somebody, or the vendor's AI agent, answered a call; null if nothing says. */
function answered(data) {
  const taken = data.answered_at || data.answered_by || data.handled_by_ai === true;
  if (taken || ["answered", "ai-handled"].includes(data.status)) return true;
  return text(data.status) ? false : null;
}

function readRecordings(data) {
  const given = maps(data.recordings).filter((one) => text(one.url));
  const all = given.length || !text(data.recording_url) ? given : [{ url: data.recording_url }];
  return all.map((one) => ({ url: text(one.url), type: text(one.type), duration: number(one.duration_seconds) }));
}

function readVoicemail(data) {
  if (!Object.keys(data).length) return null;
  return { url: text(data.url), duration: number(data.duration_seconds), transcript: text(data.transcript) };
}

function readSummary(data) {
  if (!Object.keys(data).length) return null;
  const lines = texts(data.summary);
  return {
    lines: lines.length ? lines : texts([data.text]),
    keyPoints: texts(data.key_points),
    nextSteps: texts(data.next_steps),
    sentiment: text(data.sentiment),
    status: text(data.status),
    jobs: maps(data.jobs).map(readJob),
  };
}

function readJob(job) {
  const results = maps(map(job.result).data);
  return {
    name: [text(job.icon), text(job.name)].filter(Boolean).join(" "),
    results: results.map((one) => ({ name: text(one.name), value: text(one.value) })),
  };
}

function readTranscript(data) {
  if (!Object.keys(data).length) return null;
  return { lines: readDialogue(data.dialogue), parts: texts(data.parts), status: text(data.status) };
}

function text(value) {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.trim() : "";
}

function number(value) {
  return Number.isFinite(value) ? value : null;
}

/** Milliseconds of a Firestore timestamp, or null. */
function time(value) {
  return typeof value?.toMillis === "function" ? value.toMillis() : null;
}

function map(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function maps(value) {
  return list(value).map(map).filter((one) => Object.keys(one).length);
}

function texts(value) {
  return list(value).map(text).filter(Boolean);
}
