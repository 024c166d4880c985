// Made from documents/schema.py by `python -m tests.typescript`; a test keeps them equal.
import type { Bytes, Timestamp } from "firebase/firestore";

/** `contacts/{id}`: one outside number, with the name of one address-book entry. */
export interface Contact {
  phone_number: string;
  display_name?: string;
  /** The display name (first and last name, else company), case-folded: for prefix search. */
  name_key?: string;
  first_name?: string;
  last_name?: string;
  company?: string;
  role?: string;
  emails?: string[];
  openphone_contact_ids?: string[];
  /** The earliest time of any message or call that names the number. */
  first_seen_at?: Timestamp;
  /** Whether every entry that holds the number is deleted; the last known name stays. */
  deleted?: boolean;
}

/** What a list of conversations shows of the last message or call. */
export interface LastActivity {
  id: string;
  activity_type: "message" | "call";
  direction?: "incoming" | "outgoing";
  status?: string;
  /** Of calls: whether somebody, or the vendor's AI agent, took it. */
  answered?: boolean;
  /** Of messages: the start of the text, at most 140 characters. */
  preview?: string;
}

/** `conversations/{id}`: one timeline for one outside number or group, across all our lines. */
export interface Conversation {
  /** Documents in `contacts`, one for each participant. */
  contact_ids: string[];
  /** The outside numbers; more than one is a group. */
  participants: string[];
  openphone_conversation_ids?: string[];
  phone_number_ids?: string[];
  first_activity_at?: Timestamp;
  last_activity_at?: Timestamp;
  last_activity?: LastActivity;
  last_incoming_at?: Timestamp;
  last_outgoing_at?: Timestamp;
}

/** A file of a message. Its address may expire. */
export interface Media {
  url: string;
  /** The MIME type, for example `image/jpeg`. */
  type?: string;
}

/** A recording of a call. Its address may expire. */
export interface Recording {
  id?: string;
  url: string;
  type?: string;
  duration_seconds?: number;
  size_bytes?: number;
  started_at?: Timestamp;
}

/** What a caller left on a call's voicemail. Its address may expire. */
export interface Voicemail {
  id?: string;
  url?: string;
  type?: string;
  duration_seconds?: number;
  transcript?: string;
}

/** The vendor's summary of a call. */
export interface AiSummary {
  /** The summary as one text, its lines joined. */
  text?: string;
  summary?: string[];
  key_points?: string[];
  next_steps?: string[];
  sentiment?: string;
  /** What the vendor's AI agent did, in the vendor's own form. */
  jobs?: unknown[];
  status?: string;
}

/** One thing that somebody said. */
export interface DialogueLine {
  /** A role such as `Agent`, where the event names no number or user. */
  speaker?: string;
  identifier?: string;
  /** The speaker, where it is one of us. */
  user_id?: string;
  text?: string;
  /** Seconds from the start of the call. */
  start?: number;
  end?: number;
}

/** The vendor's transcript of a call: `dialogue`, or for a large one `parts`. */
export interface AiTranscript {
  dialogue?: DialogueLine[];
  /** In order, the documents of `transcript_parts` that hold the dialogue. */
  parts?: string[];
  confidence?: number;
  duration_seconds?: number;
  status?: string;
}

/** `activities/{id}`: one message or one call, with all that belongs to it. */
export interface Activity {
  activity_type: "message" | "call";
  direction?: "incoming" | "outgoing";
  /** As the vendor says it, or as the event's type does; new values may come. */
  status?: string;
  body?: string;
  media_urls?: string[];
  media?: Media[];
  from_number?: string;
  to_numbers?: string[];
  /** All numbers of a call, ours among them, as the vendor lists them. */
  participants?: string[];
  openphone_conversation_id?: string;
  phone_number_id?: string;
  user_id?: string;
  error_code?: string;
  duration_seconds?: number;
  answered_at?: Timestamp;
  completed_at?: Timestamp;
  answered_by?: string;
  handled_by_ai?: boolean;
  forwarded_from?: string;
  forwarded_to?: string;
  menu_selection?: string;
  openphone_id: string;
  contact_ids?: string[];
  /** The document in `conversations`; absent while no event has named the parties. */
  conversation_id?: string;
  /** When it happened: the timeline's order. */
  occurred_at?: Timestamp;
  /** The time of the newest event that was applied. */
  event_at?: Timestamp;
  recording_url?: string;
  recordings?: Recording[];
  voicemail?: Voicemail;
  ai_summary?: AiSummary;
  ai_transcript?: AiTranscript;
}

/** `activities/{id}/transcript_parts/{part}`: a piece of a large transcript. */
export interface TranscriptPart {
  dialogue: DialogueLine[];
}

/** `openphone_contacts/{id}`: one entry of the vendor's address book. No client reads it. */
export interface OpenPhoneContact {
  first_name?: string;
  last_name?: string;
  company?: string;
  role?: string;
  emails?: string[];
  phone_numbers?: string[];
  deleted: boolean;
}

/** `webhook_events/{id}`: one event and what became of it. For operators. */
export interface WebhookEvent {
  event_id: string;
  event_type?: string;
  api_version?: string;
  signature_scheme?: string;
  /** The body as it was received; absent where `payload_parts` hold it. */
  payload?: string;
  payload_encoding?: "gzip-parts";
  /** In order, the documents of `payload_parts` whose `data`, joined, is the gzipped body. */
  payload_parts?: string[];
  /** False where the event could not be understood: then `error_message` says why. */
  processed: boolean;
  /** True where the event was only archived, else absent. */
  ignored?: boolean;
  error_message?: string;
  activity_id?: string;
  received_at: Timestamp;
  processed_at: Timestamp;
  /** When the record may be deleted. */
  expire_at: Timestamp;
}

/** `webhook_events/{id}/payload_parts/{part}`: a piece of a large payload. */
export interface PayloadPart {
  data: Bytes;
  expire_at: Timestamp;
}
