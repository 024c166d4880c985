// A long live list, of which only the pages that were looked at are read. Pure except for `open`.
//
// The last page listens to "the next 30 after the cursor". When one more is wanted, that page gets
// an end: from then on it listens to everything from its first to its last cursor, so that a document
// which moves from page to page is always in one of them, and none gets lost between two.

export class Pages {
  /**
   * `open(cut, next)` listens to a part of the list, `cut` as in queries.range, and returns the function
   * that ends it; `next` takes `{documents, synced}`. `changed()` is called after every change.
   */
  constructor(open, size, changed) {
    this.open = open;
    this.size = size;
    this.changed = changed;
    this.parts = [];
    this.tail = this.listen({ size });
  }

  /** All documents read so far, each once, in no order. */
  get documents() {
    const byId = new Map();
    for (const part of this.parts) for (const one of part.documents) byId.set(one.id, one);
    return [...byId.values()];
  }

  /** Whether the first page has arrived from the server. */
  get synced() {
    return this.tail.cut.after !== undefined || this.tail.synced;
  }

  /** Whether there may be more to read. */
  get hasMore() {
    return this.tail.documents.length >= this.size;
  }

  /** Whether a page is on its way. */
  get loading() {
    return !this.tail.arrived;
  }

  /** Read one more page, unless one is on its way or there is none. */
  more() {
    if (this.loading || !this.hasMore) return;
    const last = this.tail;
    const cursor = last.documents.at(-1).snapshot;
    this.listen({ after: last.cut.after, until: cursor }, last);
    this.tail = this.listen({ after: cursor, size: this.size });
    this.changed();
  }

  /** End every listener. */
  stop() {
    for (const part of this.parts) part.stop();
    this.parts = [];
  }

  /** Listen to a part; once the server has confirmed it, it replaces the previous one. */
  listen(cut, replaced = null) {
    const part = { cut, documents: [], arrived: false, synced: false, stop: () => {} };
    this.parts.push(part);
    part.stop = this.open(cut, ({ documents, synced }) => {
      Object.assign(part, { documents, synced, arrived: true });
      if (synced && replaced) {
        this.drop(replaced);
        replaced = null;
      }
      this.changed();
    });
    return part;
  }

  drop(part) {
    part.stop();
    this.parts = this.parts.filter((one) => one !== part);
  }
}

/** Put the latest first, as Firestore does; equal times by id. `at` may be null: those come last. */
export function latestFirst(one, other) {
  if (one.at !== other.at) return (other.at ?? -1) - (one.at ?? -1);
  return one.id < other.id ? 1 : -1;
}
