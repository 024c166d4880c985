// The contacts of all numbers shown. Pure except for `follow` and `read`.
//
// The first are followed live. Firestore advises a client to stay below a hundred listeners, so those
// further down a long list are read once; somebody new, who arrives alone, is followed for a while.

import { isDocumentId, readContact } from "./documents.js";

const MOST_FOLLOWED = 60;
const MOST_LATE = 20;

export class Names {
  /**
   * `follow(id, next)` listens to a contact and returns the function that ends it; `read(ids)` resolves
   * to contacts, any number of them. Both return `{id, data}`. `changed()` is called when a contact changes.
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

  /** Return a contact, or undefined while it is unknown; then it is requested, and `changed` is called once it is there. */
  get(id) {
    if (!this.asked.has(id) && isDocumentId(id)) this.want(id);
    return this.known.get(id);
  }

  /** Add contacts that were read in another way. */
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
    // Everything that one drawing of the page asks for is requested together.
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
      // Their numbers are shown; they are requested again at the next drawing.
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
