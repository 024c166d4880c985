// Keeps a timeline where its reader is: at the end while the end is in sight, else at what is being read.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 80;

export class Bottom {
  constructor(scroll) {
    this.scroll = scroll;
    this.begun = false;
    this.button = h(
      "button",
      { type: "button", class: "newer", hidden: true, on: { click: () => this.go() } },
      icon("down"),
      "Newer messages",
    );
    scroll.addEventListener("scroll", () => this.near && (this.button.hidden = true), { passive: true });
    // A phone's keyboard, or a smaller window.
    this.atEnd = true;
    scroll.addEventListener("scroll", () => (this.atEnd = this.near), { passive: true });
    new ResizeObserver(() => this.atEnd && this.go()).observe(scroll);
  }

  /** Whether the end is in sight. */
  get near() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
  }

  /** Draw, and stay at the end, or at the same entry with older ones above or newer ones below. */
  keep(draw) {
    const { scroll } = this;
    const follow = !this.begun || this.near;
    const seen = firstInSight(scroll);
    const [last, place] = [lastOf(scroll), seen?.getBoundingClientRect().top];
    draw();
    const added = lastOf(scroll) !== last;
    if (follow) this.go();
    else if (seen?.isConnected) scroll.scrollTop += seen.getBoundingClientRect().top - place;
    if (added) this.button.hidden = follow;
    this.begun ||= Boolean(lastOf(scroll));
  }

  /** Go to the end. */
  go() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.button.hidden = true;
  }
}

function lastOf(scroll) {
  return scroll.querySelector(".entry:last-child");
}

function firstInSight(scroll) {
  const top = scroll.getBoundingClientRect().top;
  return [...scroll.querySelectorAll(".entry")].find((one) => one.getBoundingClientRect().bottom > top);
}
