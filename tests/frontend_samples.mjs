// Runs the samples of docs/frontend.md, which lie beside this file, against the Firestore emulator.
import assert from "node:assert/strict";
import { initializeApp } from "firebase/app";
import { Timestamp, connectFirestoreEmulator, disableNetwork, enableNetwork } from "firebase/firestore";
import { deleteDoc, doc, getFirestore, setDoc, terminate, updateDoc } from "firebase/firestore";
import { byLastActivity, isUnread, isWaiting, watchConversations } from "./conversations.js";
import { watchFailedEvents } from "./events.js";
import { address, conversationId } from "./ids.js";
import { connectLocally } from "./local.js";
import { watchNames } from "./names.js";
import { watchPages } from "./pages.js";
import { safeUrl } from "./safe.js";
import { conversationsWith, foldName, searchContacts } from "./search.js";
import { watchConnection } from "./state.js";
import { newestFirst, watchTimeline } from "./timeline.js";
import { readDialogue } from "./transcript.js";

const where = { port: Number(process.env.PORT), project: process.env.PROJECT };
const staff = connectLocally(where);
const operator = connectLocally({ ...where, claims: { operator: true } });
const stranger = connectLocally({ ...where, claims: {} });

const at = (minute) => Timestamp.fromMillis(Date.UTC(2026, 3, 2, 12, minute));
const ids = (rows) => rows.map((row) => row.id);
const fail = (error) => {
  throw error;
};

/** What a listener last showed; `until` waits for it to be as wanted. */
function follow(watch) {
  let last;
  let check = () => {};
  const stop = watch((...shown) => {
    last = shown;
    check();
  });
  const until = (wanted) =>
    new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${wanted} was not shown, but ${JSON.stringify(last)}`));
      const timer = setTimeout(late, 15_000);
      check = () => {
        if (!last || !wanted(...last)) return;
        clearTimeout(timer);
        resolve(last[0]);
      };
      check();
    });
  return { until, stop };
}

const like = (expected) => (rows) => JSON.stringify(ids(rows)) === JSON.stringify(expected);

// The emulator takes the token `owner` for somebody who may write.
const owner = getFirestore(initializeApp({ projectId: where.project }, "owner"));
connectFirestoreEmulator(owner, "127.0.0.1", where.port, { mockUserToken: "owner" });
const put = (path, fields) => setDoc(doc(owner, path), fields);
const conversation = (id, minute, last = {}) =>
  put(`conversations/${id}`, {
    contact_ids: [id],
    participants: [id],
    last_activity_at: at(minute),
    last_activity: { id: `AC${id}`, activity_type: "message", ...last },
  });

async function conversations() {
  for (const [id, minute] of [["+1", 1], ["+2", 2], ["+3", 3], ["+4", 4], ["+5", 5]]) {
    await conversation(id, minute);
  }
  const list = follow((show) => watchConversations(staff, show, fail, 3));
  await list.until(like(["+5", "+4", "+3"]));
  await conversation("+1", 6, { direction: "incoming", preview: "Hello?" });
  const [first, second] = await list.until(like(["+1", "+5", "+4"]));
  assert.equal(first.last_activity.preview, "Hello?");
  assert.deepEqual([isWaiting(first), isWaiting(second)], [true, false]);
  list.stop();
}

async function pages() {
  // Now +1 +5 | +4 +3 | +2.
  let control;
  const list = follow((show) => {
    control = watchPages(byLastActivity(staff), 2, show, fail);
    return control.stop;
  });
  await list.until((rows, more) => like(["+1", "+5"])(rows) && more);
  control.more();
  await list.until((rows, more) => like(["+1", "+5", "+4", "+3"])(rows) && more);
  control.more();
  await list.until((rows, more) => like(["+1", "+5", "+4", "+3", "+2"])(rows) && !more);
  await conversation("+6", 7); // new at the top: nothing falls between the pages
  await list.until(like(["+6", "+1", "+5", "+4", "+3", "+2"]));
  await conversation("+3", 8); // from the second page to the first
  await list.until(like(["+3", "+6", "+1", "+5", "+4", "+2"]));
  await updateDoc(doc(owner, "conversations/+4"), { "last_activity.preview": "new" });
  await list.until((rows) => rows[4].last_activity.preview === "new");
  await deleteDoc(doc(owner, "conversations/+5")); // the cursor's own document
  await list.until(like(["+3", "+6", "+1", "+4", "+2"]));
  list.stop();
}

async function namesAndSearch() {
  await put("contacts/+1", { phone_number: "+1", display_name: "Straße", name_key: "strasse" });
  await put("contacts/+15550107", { phone_number: "+15550107" });
  await put("contacts/id-x", { phone_number: "+2", display_name: "Stra👋", name_key: "stra👋" });
  await put("conversations/group-1", { contact_ids: ["+1", "+15550107"], participants: ["+1"] });

  let names;
  const titles = follow((show) => {
    names = watchNames(staff, () => show(names.title({ contact_ids: ["+1", "+15550107", "+9"] })), fail);
    names.follow([{ contact_ids: ["+1", "+15550107"] }, { contact_ids: ["+1", "+9"] }]);
    return names.stop;
  });
  await titles.until((title) => title === "Straße, +15550107, +9");
  await updateDoc(doc(owner, "contacts/+15550107"), { display_name: "Noor" });
  await titles.until((title) => title === "Straße, Noor, +9");
  names.follow([{ contact_ids: ["+1"] }]);
  assert.equal(names.title({ contact_ids: ["+15550107"] }), "+15550107");
  titles.stop();

  assert.deepEqual(ids(await searchContacts(staff, "STRA")), ["+1", "id-x"]);
  assert.deepEqual(ids(await searchContacts(staff, " stra ")), ["+1", "id-x"]);
  assert.deepEqual(ids(await searchContacts(staff, "Straß")), ["+1"]);
  assert.deepEqual(ids(await searchContacts(staff, "+1 (555) 01")), ["+15550107"]);
  assert.deepEqual(await searchContacts(staff, " "), []);
  assert.deepEqual(ids(await conversationsWith(staff, "+1")), ["+1", "group-1"]);
}

async function timeline() {
  const activity = (id, minute) =>
    put(`activities/${id}`, { conversation_id: "+1", occurred_at: at(minute), body: id });
  await activity("AC1", 1);
  await activity("AC2", 2);
  await put("activities/AC9", { conversation_id: "+2", occurred_at: at(9) });
  const list = follow((show) => watchTimeline(staff, "+1", show, fail, 2));
  await list.until(like(["AC1", "AC2"]));
  await activity("AC3", 3);
  await list.until(like(["AC2", "AC3"]));
  await activity("AC2", 4);
  await list.until(like(["AC3", "AC2"]));
  list.stop();

  const all = follow((show) => watchPages(newestFirst(staff, "+1"), 5, show, fail).stop);
  await all.until((rows, more) => like(["AC2", "AC3", "AC1"])(rows) && !more);
  all.stop();

  const line = { text: "Hello" };
  await put("activities/AC1/transcript_parts/b", { dialogue: [line] });
  await put("activities/AC1/transcript_parts/a", { dialogue: [{ text: "Bye" }] });
  const read = (transcript) => readDialogue(staff, "AC1", transcript);
  assert.deepEqual(await read(undefined), []);
  assert.deepEqual(await read({ dialogue: [line] }), [line]);
  assert.deepEqual(await read({ parts: ["b", "a"] }), [line, { text: "Bye" }]);
  assert.equal(await read({ parts: ["b", "gone"] }), null);
}

async function access() {
  const denied = (watch) =>
    new Promise((resolve, reject) => {
      watch(() => reject(new Error("it was shown")), (error) => resolve(error.code));
    });
  await put("webhook_events/EV1", { processed: false, processed_at: at(1), error_message: "bad" });
  await put("webhook_events/EV2", { processed: true, processed_at: at(2) });
  const events = follow((show) => watchFailedEvents(operator, show, fail));
  const [event] = await events.until((rows) => rows.length === 1);
  assert.equal(event.error_message, "bad");
  events.stop();
  const codes = await Promise.all([
    denied((show, refuse) => watchConversations(stranger, show, refuse)),
    denied((show, refuse) => watchConversations(operator, show, refuse)),
    denied((show, refuse) => watchFailedEvents(staff, show, refuse)),
    setDoc(doc(staff, "conversations/+1"), {}).catch((error) => error.code),
  ]);
  assert.deepEqual(codes, Array(4).fill("permission-denied"));
}

async function connection() {
  const fresh = connectLocally({ ...where, claims: { staff: true } }); // nothing in its cache
  const state = follow((show) => watchConnection(fresh, show, fail));
  await state.until((shown) => shown === "live");
  await disableNetwork(fresh);
  await state.until((shown) => shown === "offline");
  await enableNetwork(fresh);
  await state.until((shown) => shown === "live");
  state.stop();
}

async function pure() {
  assert.equal(await conversationId(["+15550107001"]), "+15550107001");
  assert.equal(
    await conversationId(["+15550107003", "+15550107001", "+15550107002", "+15550107001"]),
    "group-5f5d4840c865c2fb7c2f2705c777cbee",
  );
  assert.equal(address("+1555"), "#/conversations/%2B1555");
  const folded = ["Noor", "STRASSE", "Straße", "ΟΔΥΣΣΕΥΣ", "Yıldız", "İ", "Ǆ"].map(foldName);
  assert.deepEqual(folded, ["noor", "strasse", "strasse", "οδυσσευσ", "yıldız", "i\u0307", "ǆ"]);
  assert.equal(safeUrl("https://media.example.com/a b"), "https://media.example.com/a%20b");
  for (const text of ["javascript:alert(1)", "http://a.example", "data:,x", "/a", ""]) {
    assert.equal(safeUrl(text), null);
  }
  const call = (more) => ({ last_activity: { activity_type: "call", direction: "incoming", ...more } });
  assert.deepEqual([call({}), call({ answered: false }), call({ answered: true })].map(isWaiting), [true, true, false]);
  assert.equal(isWaiting({}), false);
  assert.equal(isWaiting({ last_activity: { activity_type: "message", direction: "outgoing" } }), false);
  assert.deepEqual([{ last_incoming_at: at(1) }, {}].map((one) => isUnread(one)), [true, false]);
  assert.equal(isUnread({ last_incoming_at: at(1) }, at(1).toMillis()), false);
}

for (const part of [pure, conversations, pages, namesAndSearch, timeline, access, connection]) {
  await part();
  console.log(part.name);
}
await Promise.all([staff, operator, stranger, owner].map((db) => terminate(db)));
process.exit(0);
