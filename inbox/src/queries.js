// Every query that the page sends to Firestore; no other file sends any. docs/queries.md lists them
// with their indexes.

import { rangeEnd } from "./search-key.js";
import {
  collection, disableNetwork, doc, enableNetwork, endAt, getDoc, getDocs, limit, onSnapshot,
  orderBy, query, startAfter, where,
} from "../vendor/firebase.js";

export const PAGE = 30;
// The most values that Firestore takes after `array-contains-any`.
export const MOST_VALUES = 30;
const FOUND = 20;

/** All conversations, the latest first. */
export function conversations(db) {
  return query(collection(db, "conversations"), orderBy("last_activity_at", "desc"));
}

/** The messages and calls of a conversation, the latest first. */
export function timeline(db, conversationId) {
  return query(
    collection(db, "activities"), where("conversation_id", "==", conversationId), orderBy("occurred_at", "desc"),
  );
}

/** Those without a known time, which no order by time includes: requested when a timeline is empty. */
export function undated(db, conversationId) {
  return query(collection(db, "activities"), where("conversation_id", "==", conversationId), limit(PAGE));
}

/** A part of a list: what comes after a document, up to another one or up to a number of documents. */
export function range(base, { after, until, size }) {
  const cuts = [after && startAfter(after), until && endAt(until), size && limit(size)];
  return query(base, ...cuts.filter(Boolean));
}

/** One conversation. */
export function conversation(db, id) {
  return doc(db, "conversations", id);
}

/** One contact. */
export function contact(db, id) {
  return doc(db, "contacts", id);
}

/** Contacts whose `name_key` or `phone_number` begins with a text. */
export function contactsWithPrefix(db, field, prefix) {
  return query(
    collection(db, "contacts"),
    where(field, ">=", prefix), where(field, "<", rangeEnd(prefix)), orderBy(field), limit(FOUND),
  );
}

/** The conversations in which one of these contacts takes part, groups among them. */
export function conversationsWith(db, contactIds) {
  return query(
    collection(db, "conversations"), where("contact_ids", "array-contains-any", contactIds), limit(2 * PAGE),
  );
}

/**
 * Listen to a query or a document. `next` gets `{documents: [{id, data, snapshot}], synced}`, with
 * `synced` false while the server has not confirmed them; `failed` gets Firestore's error code.
 * Returns the function that ends it.
 */
export function listen(asked, next, failed) {
  return onSnapshot(
    asked,
    { includeMetadataChanges: true },
    (snapshot) => next({ documents: documentsOf(snapshot), synced: !snapshot.metadata.fromCache }),
    (error) => failed(error.code),
  );
}

/** Ask once; returns the same as `listen` gives. Throws Firestore's error. */
export async function ask(asked) {
  const snapshot = await getDocs(asked);
  return { documents: documentsOf(snapshot), synced: !snapshot.metadata.fromCache };
}

/** Read contacts once, each by itself: `in` with 30 ids makes the emulator slow. Throws Firestore's error. */
export async function readContacts(db, ids) {
  const found = await Promise.all(ids.map((id) => getDoc(contact(db, id))));
  return found.flatMap(documentsOf);
}

/** Return the data of the parts of a large transcript, in order. Throws Firestore's error. */
export async function transcriptParts(db, activityId, partIds) {
  const parts = partIds.map((id) => getDoc(doc(db, "activities", activityId, "transcript_parts", id)));
  return (await Promise.all(parts)).map((part) => part.data() ?? {});
}

/** Try to reach the server now: by itself, the SDK waits longer and longer between attempts. */
export async function reconnect(db) {
  await disableNetwork(db);
  await enableNetwork(db);
}

function documentsOf(snapshot) {
  const all = snapshot.docs ?? (snapshot.exists() ? [snapshot] : []);
  return all.map((one) => ({ id: one.id, data: one.data(), snapshot: one }));
}
