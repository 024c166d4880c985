// The inbox of somebody who is signed in: list, search, and the open conversation.

import { Connection } from "./connection.js";
import { openConversation } from "./conversation.js";
import { h } from "./dom.js";
import { listenToKeys } from "./keyboard.js";
import { showList } from "./list.js";
import { Names } from "./names.js";
import { contact, listen, readContacts, reconnect } from "./queries.js";
import { idOf } from "./route.js";
import { makeSearch } from "./search.js";
import { drawStatus } from "./status-bar.js";

const at = (id) => document.getElementById(id);
const WAITING = { connecting: "Loading…", offline: "Not loaded: there is no connection.", live: "Loading…" };

/**
 * Show the inbox. `refused(state)` is called once when Firestore does not let this user read
 * (`denied`) or stops for another reason (`failed`). Returns the function that ends it all.
 */
export function openInbox({ db, times, hosts, refused }) {
  const leave = new AbortController();
  const { signal } = leave;
  const connection = new Connection(stateChanged);
  const follow = (id, next) => heard(contact(db, id), ({ documents }) => next(documents));
  const names = new Names({ follow, read: (ids) => readContacts(db, ids) }, draw);
  const app = { db, times, hosts, names, listen: heard, announce, shown: () => shown, waiting: () => WAITING[connection.state] ?? "" };
  let shown = "";
  let open = null;
  const list = showList(at("conversations"), app);
  const search = makeSearch({ input: at("search"), results: at("results"), list: at("conversations") }, app);
  listenToKeys({ input: at("search"), pane: at("list-pane"), back: () => shown && (location.hash = "#/"), signal });
  window.addEventListener("hashchange", () => route(true), { signal });
  window.addEventListener("offline", () => connection.lost(), { signal });
  // After a short gap in which nothing changed, no listener reports anything by itself.
  window.addEventListener("online", () => connection.state === "offline" && reconnect(db), { signal });
  at("retry").addEventListener("click", () => reconnect(db), { signal });
  // "Today" is another day after midnight.
  const clock = setInterval(() => open?.draw(), 60_000);
  stateChanged();
  route(false);

  /** Listen, and tell the connection what was heard. */
  function heard(asked, next) {
    let wasSynced = false;
    const take = (snapshot) => {
      const { documents, synced } = snapshot;
      connection.heard({ synced, wasSynced, empty: !documents.length });
      wasSynced ||= synced;
      next(snapshot);
    };
    return listen(asked, take, (code) => connection.refused(code));
  }

  function stateChanged() {
    drawStatus(connection, times);
    if (["denied", "failed"].includes(connection.state)) refused(connection.state);
    else open?.draw();
  }

  function draw() {
    list.draw();
    search.draw();
    open?.draw();
  }

  function route(moved) {
    const before = shown;
    shown = idOf(location.hash);
    open?.stop();
    open = shown ? openConversation(at("conversation"), app, shown) : null;
    document.body.dataset.view = shown ? "conversation" : "list";
    if (!shown) nothingOpen();
    list.draw();
    search.draw();
    if (moved && shown) open.focus();
    if (moved && !shown) rowOf(before)?.focus();
  }

  function stop() {
    leave.abort();
    clearInterval(clock);
    for (const part of [list, search, names, open]) part?.stop();
    at("conversation").replaceChildren();
    // Whoever may no longer read keeps no names either.
    document.title = "Inbox";
    document.body.dataset.view = "list";
    announce("");
  }

  return { stop };
}

function nothingOpen() {
  document.title = "Inbox";
  at("conversation").replaceChildren(h("p", { class: "nothing-open" }, "Choose a conversation to see its messages and calls."));
}

function rowOf(id) {
  return document.querySelector(`.scroll:not([hidden]) [data-conversation-id="${CSS.escape(id)}"] .row`);
}

function announce(text) {
  at("announcer").textContent = text.slice(0, 200);
}
