// Pages over a list that changes while it is read, with a stand-in for Firestore.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Pages, latestFirst } from "../src/pages.js";

/** A collection ordered by `at`, the greatest first, whose listeners hear of every change at once. */
class Collection {
  constructor(count) {
    this.all = new Map();
    this.listeners = new Set();
    for (let at = 1; at <= count; at++) this.all.set(`d${at}`, at);
  }

  open = (cut, next) => {
    const tell = () => next({ documents: this.read(cut), synced: true });
    this.listeners.add(tell);
    tell();
    return () => this.listeners.delete(tell);
  };

  read({ after, until, size }) {
    const sorted = [...this.all].sort((one, other) => other[1] - one[1]);
    const inside = sorted.filter(([, at]) => (!after || at < after) && (!until || at >= until));
    return inside.slice(0, size).map(([id, at]) => ({ id, data: { at }, snapshot: at }));
  }

  put(id, at) {
    this.all.set(id, at);
    for (const tell of this.listeners) tell();
  }
}

const ids = (pages) => pages.documents.map(({ id, data }) => ({ id, at: data.at })).sort(latestFirst).map(({ id }) => id);
const down = (from, to) => Array.from({ length: from - to + 1 }, (_, step) => `d${from - step}`);

test("only the pages that were asked for are read", () => {
  const pages = new Pages(new Collection(100).open, 10, () => {});
  assert.deepEqual(ids(pages), down(100, 91));
  pages.more();
  pages.more();
  assert.deepEqual(ids(pages), down(100, 71));
  assert.equal(pages.hasMore, true);
});

test("the last page is known to be the last", () => {
  const pages = new Pages(new Collection(15).open, 10, () => {});
  pages.more();
  assert.deepEqual(ids(pages), down(15, 1));
  assert.equal(pages.hasMore, false);
  pages.more();
  assert.deepEqual(ids(pages), down(15, 1));
});

test("nothing is lost or doubled where documents move between pages", () => {
  const collection = new Collection(100);
  const pages = new Pages(collection.open, 10, () => {});
  pages.more();
  pages.more();
  collection.put("d85", 101);
  collection.put("new1", 102);
  collection.put("new2", 103);
  assert.deepEqual(ids(pages), ["new2", "new1", "d85", ...down(100, 86), ...down(84, 71)]);
  pages.more();
  assert.deepEqual(ids(pages), ["new2", "new1", "d85", ...down(100, 86), ...down(84, 61)]);
});

test("one listener for each page that was read, and none after the end", () => {
  const collection = new Collection(100);
  const pages = new Pages(collection.open, 10, () => {});
  pages.more();
  pages.more();
  assert.equal(collection.listeners.size, 3);
  pages.stop();
  assert.equal(collection.listeners.size, 0);
});

test("a page keeps its documents until the server has confirmed the listener that follows", () => {
  const heard = [];
  const pages = new Pages((cut, next) => (heard.push(next), () => heard.push("stop")), 2, () => {});
  const two = [{ id: "b", snapshot: 2 }, { id: "a", snapshot: 1 }];
  heard[0]({ documents: two, synced: true });
  pages.more();
  heard[1]({ documents: [], synced: false });
  assert.equal(pages.documents.length, 2);
  assert.equal(heard.includes("stop"), false);
  heard[1]({ documents: two, synced: true });
  assert.equal(heard.includes("stop"), true);
  assert.equal(pages.documents.length, 2);
});

test("no second page is asked for while one is on its way", () => {
  let opened = 0;
  const pages = new Pages(() => (opened++, () => {}), 2, () => {});
  pages.more();
  pages.more();
  assert.equal(opened, 1);
});

test("of equal times the greater id comes first, and no time comes last", () => {
  const sorted = [{ id: "a", at: null }, { id: "b", at: 1 }, { id: "c", at: 1 }, { id: "d", at: 2 }].sort(latestFirst);
  assert.deepEqual(sorted.map(({ id }) => id), ["d", "c", "b", "a"]);
});
