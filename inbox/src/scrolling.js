// Endless scrolling: the end of a list asks for more as it comes near. It is also a button.

import { h } from "./dom.js";

/** Make the end of a list. Give it to `show` after every drawing. */
export function makeEnd(root, label, more) {
  const button = h("button", { type: "button", class: "more", on: { click: more } }, label);
  const end = h("div", { class: "end", hidden: true }, button);
  const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), {
    root,
    rootMargin: "300px",
  });

  /** Show whether there is more. The end is observed again, since it may still be in sight. */
  function show({ hasMore, loading }) {
    end.hidden = !hasMore && !loading;
    button.disabled = loading;
    button.textContent = loading ? "Loading…" : label;
    watcher.disconnect();
    if (hasMore && !loading) watcher.observe(end);
  }

  return { end, show, stop: () => watcher.disconnect() };
}
