// The contacts of all numbers that are shown. Pure but for `follow` and `read`.
//
// The first are followed live. Firestore advises a client to stay below a hundred listeners, so those
// further down a long list are read once; who comes alone, somebody new, is followed for a while.

import { isDocumentId, readContact } from "./documents.js";

const MOST_FOLLOWED = 60;
const MOST_LATE = 20;

export class Names {
  /**
   * `follow(id, next)` listens to a contact and gives the function that ends it; `read(ids)` resolves
   * to contacts, any number of them. Both give `{id, data}`. `changed()` is called when one is another.
   */
  constructor({ follow, read }, changed) {
    this.follow = follow;
    this.read = read;
    this.changed = changed;
    this.known = new Map();
    this.asked = new Set();
    this.stops = [];
    this.late = [];
    this.waiting = [];
    this.ended = false;
  }

  /** Give a contact, or undefined while it is not known; it is asked for, and then `changed`. */
  get(id) {
    if (!this.asked.has(id) && isDocumentId(id)) this.want(id);
    return this.known.get(id);
  }

  /** Take contacts that were read in another way. */
  learn(contacts) {
    for (const contact of contacts) if (!this.known.has(contact.id)) this.known.set(contact.id, contact);
  }

  /** End every listener. */
  stop() {
    this.ended = true;
    for (const stop of [...this.stops, ...this.late]) stop();
    this.stops = [];
    this.late = [];
  }

  want(id) {
    if (this.ended) return;
    this.asked.add(id);
    if (this.stops.length < MOST_FOLLOWED) {
      this.stops.push(this.followed(id));
      return;
    }
    // All that one drawing of the page asks for goes together.
    if (!this.waiting.length) queueMicrotask(() => this.readWaiting());
    this.waiting.push(id);
  }

  async readWaiting() {
    const ids = this.waiting.splice(0);
    if (this.ended) return;
    if (ids.length === 1) {
      this.late.push(this.followed(ids[0]));
      if (this.late.length > MOST_LATE) this.late.shift()();
      return;
    }
    try {
      this.take(await this.read(ids));
    } catch {
      // Their numbers stand there; asked for again at the next drawing.
      for (const id of ids) this.asked.delete(id);
    }
  }

  followed(id) {
    return this.follow(id, (documents) => this.take(documents));
  }

  take(documents) {
    for (const { id, data } of documents) this.known.set(id, readContact(id, data));
    this.changed();
  }
}
