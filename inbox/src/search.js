// The search box: contacts by the beginning of their name or number, and the groups they are in.
// Stable for tests: `#results` with one `data-conversation-id` for each that was found.

import { h, reconcile } from "./dom.js";
import { readContact, readConversation } from "./documents.js";
import { MOST_VALUES, ask, contactsWithPrefix, conversationsWith } from "./queries.js";
import { makeRow, rowOf, updateRow } from "./rows.js";
import { namePrefix, numberPrefixes } from "./search-key.js";

const PAUSE = 200;

/** Make the box search. Returns `draw` and `stop`. */
export function makeSearch({ input, results, list }, app) {
  const rows = h("ul", { class: "rows", "aria-label": "Search results" });
  const note = h("p", { class: "empty", role: "status" });
  const leave = new AbortController();
  let timer = 0;
  let round = 0;
  let found = null;
  results.replaceChildren(note, rows);
  input.addEventListener("input", later, { signal: leave.signal });
  input.addEventListener("keydown", ({ key }) => key === "Escape" && clear(), { signal: leave.signal });

  function later() {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  }

  function clear() {
    input.value = "";
    clearTimeout(timer);
    search();
  }

  async function search() {
    const mine = ++round;
    const text = input.value.trim();
    show(Boolean(text));
    if (!text) return;
    note.textContent = found ? note.textContent : "Searching…";
    try {
      const answer = await find(app, text);
      if (mine === round) take(answer);
    } catch {
      if (mine === round) note.textContent = "The search failed. Try again.";
    }
  }

  function show(searching) {
    results.hidden = !searching;
    list.hidden = searching;
    if (!searching) take(null);
  }

  function take(answer) {
    found = answer;
    const count = answer?.conversations.length ?? 0;
    const where = answer && !answer.synced ? " Offline: only what was loaded before was searched." : "";
    note.textContent = (count === 0 ? "Nobody found." : count === 1 ? "1 found." : `${count} found.`) + where;
    draw();
  }

  function draw() {
    const all = (found?.conversations ?? []).map((one) => rowOf(one, app.names, app.times, app.shown()));
    reconcile(rows, all.map((row) => ({ key: row.id, value: row, create: makeRow, update: updateRow })));
  }

  function stop() {
    leave.abort();
    clearTimeout(timer);
    round++;
    results.replaceChildren();
    show(false);
    input.value = "";
  }

  return { draw, stop };
}

/** Ask Firestore: first for contacts, then for the conversations that they are in. */
async function find(app, text) {
  const prefixes = numberPrefixes(text).map((prefix) => ["phone_number", prefix]);
  const asked = [["name_key", namePrefix(text)], ...(prefixes.length ? prefixes : [["phone_number", text]])];
  const answers = await Promise.all(asked.map(([field, prefix]) => ask(contactsWithPrefix(app.db, field, prefix))));
  const contacts = byId(answers.flatMap(({ documents }) => documents.map(({ id, data }) => readContact(id, data))));
  app.names.learn(contacts);
  const ids = contacts.map(({ id }) => id).slice(0, MOST_VALUES);
  const with_ = ids.length ? await ask(conversationsWith(app.db, ids)) : { documents: [], synced: true };
  const conversations = with_.documents.map(({ id, data }) => readConversation(id, data));
  // A contact that is only in the address book has no conversation yet, and is found all the same.
  const alone = contacts.map(({ id, number }) => readConversation(id, { contact_ids: [id], participants: [number] }));
  return {
    conversations: byId([...conversations, ...alone]).sort((one, other) => (other.at ?? 0) - (one.at ?? 0)),
    synced: [...answers, with_].every(({ synced }) => synced),
  };
}

function byId(all) {
  const first = new Map();
  for (const one of all) if (!first.has(one.id)) first.set(one.id, one);
  return [...first.values()];
}
