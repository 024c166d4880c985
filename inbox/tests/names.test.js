// Names of numbers, a few of them live.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Names } from "../src/names.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

function make({ fails = false } = {}) {
  const calls = { followed: [], read: [], stopped: 0, next: null };
  const follow = (id, next) => {
    calls.followed.push(id);
    calls.next = next;
    return () => calls.stopped++;
  };
  const read = async (ids) => {
    calls.read.push(ids);
    if (fails) throw new Error("no connection");
    return ids.map((id) => ({ id, data: { display_name: `Name of ${id}` } }));
  };
  return { calls, names: new Names({ follow, read }, () => {}) };
}

test("a contact is followed once, and its name is the latest", () => {
  const { calls, names } = make();
  assert.equal(names.get("+1"), undefined);
  names.get("+1");
  assert.deepEqual(calls.followed, ["+1"]);
  calls.next([{ id: "+1", data: { display_name: "Maria" } }]);
  calls.next([{ id: "+1", data: { display_name: "Maria Delgado" } }]);
  assert.equal(names.get("+1").name, "Maria Delgado");
});

test("what cannot be a document is not asked for", () => {
  const { calls, names } = make();
  for (const id of ["", "a/b", "..", "__x__"]) assert.equal(names.get(id), undefined);
  assert.deepEqual(calls.followed, []);
});

test("of a long list the first sixty are followed, the others read once, together", async () => {
  const { calls, names } = make();
  for (let at = 0; at < 100; at++) names.get(`+${at}`);
  await settled();
  assert.equal(calls.followed.length, 60);
  assert.deepEqual(calls.read.map((ids) => ids.length), [40]);
  assert.equal(names.get("+99").name, "Name of +99");
  names.stop();
  assert.equal(calls.stopped, 60);
});

test("what could not be read is asked for again", async () => {
  const { calls, names } = make({ fails: true });
  for (let at = 0; at < 62; at++) names.get(`+${at}`);
  await settled();
  for (const id of ["+60", "+61"]) names.get(id);
  await settled();
  assert.equal(calls.read.length, 2);
});

test("who comes alone after them is followed, the latest twenty of those", async () => {
  const { calls, names } = make();
  for (let at = 0; at < 60; at++) names.get(`+${at}`);
  for (let at = 60; at < 81; at++) {
    names.get(`+${at}`);
    await settled();
  }
  assert.equal(calls.followed.length, 81);
  assert.equal(calls.stopped, 1);
  names.stop();
  assert.equal(calls.stopped, 81);
  names.get("+99");
  assert.equal(calls.followed.length, 81);
});
