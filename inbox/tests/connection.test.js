// What the reader is told about the connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/connection.js";

function connect() {
  const timers = [];
  const clock = { now: () => 1000, later: (act, wait) => timers.push({ act, wait }) };
  const connection = new Connection(() => {}, clock);
  return { connection, pass: () => timers.splice(0).forEach(({ act }) => act()), timers };
}

const live = { synced: true, wasSynced: false, empty: false };
const lost = { synced: false, wasSynced: true, empty: false };

test("it connects until the server has confirmed something", () => {
  const { connection } = connect();
  assert.equal(connection.state, "connecting");
  connection.heard(live);
  assert.equal(connection.state, "live");
});

test("a first answer that is empty and not from the server means that there is no server", () => {
  const { connection, pass } = connect();
  connection.heard({ synced: false, wasSynced: false, empty: true });
  pass();
  assert.equal(connection.state, "offline");
});

test("a new listener that knows its documents from another one is no sign of a loss", () => {
  const { connection, pass } = connect();
  connection.heard(live);
  connection.heard({ synced: false, wasSynced: false, empty: false });
  pass();
  assert.equal(connection.state, "live");
});

test("a listener that is unsure for a moment is no loss, one that stays so is", () => {
  const { connection, pass, timers } = connect();
  connection.heard(live);
  connection.heard(lost);
  assert.equal(timers[0].wait, 1500);
  connection.heard(live);
  pass();
  assert.equal(connection.state, "live");
  connection.heard(lost);
  pass();
  assert.equal(connection.state, "offline");
  assert.equal(connection.since, 1000);
});

test("the browser's word is taken at once, and the server's ends it", () => {
  const { connection } = connect();
  connection.heard(live);
  connection.lost();
  assert.equal(connection.state, "offline");
  connection.heard(live);
  assert.equal(connection.state, "live");
});

test("a refusal is for good, and says which kind", () => {
  for (const [code, state] of [["permission-denied", "denied"], ["unauthenticated", "denied"], ["internal", "failed"]]) {
    const { connection } = connect();
    connection.refused(code);
    connection.heard(live);
    assert.equal(connection.state, state);
  }
});
