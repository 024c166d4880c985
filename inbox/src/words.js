// Words for a message or call. An unknown status is shown as it is. Pure.

const STATUS = {
  abandoned: "The caller hung up",
  "ai-handled": "Taken by the AI agent",
  busy: "Busy",
  canceled: "Cancelled",
  failed: "Failed",
  forwarded: "Forwarded",
  missed: "Nobody answered",
  "no-answer": "Nobody answered",
  ringing: "Ringing",
  unanswered: "Nobody answered",
};

const FAILED = ["failed", "undelivered"];

/** Whether somebody is waiting for us: the last message was theirs, or nobody is known to have answered their call. */
export function isWaiting({ type, direction, answered }) {
  return direction === "incoming" && (type === "message" || (type === "call" && answered !== true));
}

/** Return the line under a name in the list. */
export function preview(last) {
  if (last.type === "call") return callTitle(last);
  if (last.type !== "message") return last.id ? "Activity" : "Nothing known yet";
  const said = last.preview || "Message without text";
  if (FAILED.includes(last.status)) return `Not delivered: ${said}`;
  return last.direction === "outgoing" ? `You: ${said}` : said;
}

/** Return the heading of a call. */
export function callTitle({ direction, status, answered, voicemail }) {
  if (direction === "outgoing") return "Outgoing call";
  if (direction !== "incoming") return "Call";
  if (answered !== false || status === "ringing") return "Incoming call";
  if (status === "forwarded") return "Forwarded call";
  return voicemail ? "Missed call, voicemail" : "Missed call";
}

/** Return the outcome of a call: `5 min`, `Nobody answered`, and who answered it. */
export function callOutcome(call, formatDuration) {
  const took = call.byAi ? "by the AI agent" : call.answeredBy && `by ${call.answeredBy}`;
  if (!call.answered) return STATUS[call.status] ?? (call.answered === false ? "Nobody answered" : "");
  const length = call.duration ? formatDuration(call.duration) : "";
  return [length, took ? `Answered ${took}` : "Answered"].filter(Boolean).join(" · ");
}

/** Return the status of a message as `{text, bad}`; the text is empty when it goes without saying. */
export function messageStatus({ direction, status, errorCode }) {
  const why = errorCode ? ` (error ${errorCode})` : "";
  if (FAILED.includes(status)) return { text: `Not delivered${why}`, bad: true };
  if (direction !== "outgoing" || !status || status === "received") return { text: "", bad: false };
  return { text: status[0].toUpperCase() + status.slice(1), bad: false };
}
