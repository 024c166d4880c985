// Whether what is shown is what the server has. Pure except for the clock that it is given.
//
// States: connecting, live, offline, denied, failed. Shown by status-bar.js as `data-state`.

// A document that a listener has to look at twice is from the cache for a moment: no news.
const PATIENCE = 1500;

export class Connection {
  /** `changed()` is called when the state changes; `later(f, ms)` and `now()` are the clock. */
  constructor(changed, { later = (f, ms) => setTimeout(f, ms), now = () => Date.now() } = {}) {
    this.changed = changed;
    this.later = later;
    this.now = now;
    this.state = "connecting";
    this.since = now();
    this.doubt = 0;
  }

  /**
   * Take what a listener was given: whether the server confirmed it now, and whether it ever did.
   * The first answer without the server is given only when the server cannot be reached, unless
   * another listener knew the documents.
   */
  heard({ synced, wasSynced, empty }) {
    if (synced) {
      this.doubt = 0;
      this.become("live");
    } else if ((wasSynced || empty) && !this.doubt && this.state !== "offline") {
      const doubt = (this.doubt = this.now() + Math.random());
      this.later(() => this.doubt === doubt && this.become("offline"), wasSynced ? PATIENCE : 0);
    }
  }

  /** The browser lost its network. Getting one back says nothing about the server. */
  lost() {
    this.become("offline");
  }

  /** A listener was refused, for good: Firestore ends it. */
  refused(code) {
    const denied = ["permission-denied", "unauthenticated"].includes(code);
    this.become(denied ? "denied" : "failed");
  }

  become(state) {
    if (this.state === state || ["denied", "failed"].includes(this.state)) return;
    this.state = state;
    this.since = this.now();
    this.changed();
  }
}
