// The contacts of all numbers that are shown. Pure but for `follow` and `read`.
//
// The first are followed live. Firestore advises a client to stay below a hundred listeners, so those
// further down a long list are read once.

import { isDocumentId, readContact } from "./documents.js";

const MOST_FOLLOWED = 60;

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
    this.waiting = [];
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
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  want(id) {
    this.asked.add(id);
    if (this.stops.length < MOST_FOLLOWED) {
      this.stops.push(this.follow(id, (documents) => this.take(documents)));
      return;
    }
    // All that one drawing of the page asks for goes together.
    if (!this.waiting.length) queueMicrotask(() => this.readWaiting());
    this.waiting.push(id);
  }

  async readWaiting() {
    const ids = this.waiting.splice(0);
    try {
      this.take(await this.read(ids));
    } catch {
      // Their numbers stand there; asked for again at the next drawing.
      for (const id of ids) this.asked.delete(id);
    }
  }

  take(documents) {
    for (const { id, data } of documents) this.known.set(id, readContact(id, data));
    this.changed();
  }
}
