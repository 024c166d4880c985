// The list of conversations, the latest first, page by page.

import { h, onceAFrame, reconcile } from "./dom.js";
import { readConversation } from "./documents.js";
import { Pages, latestFirst } from "./pages.js";
import { PAGE, conversations, range } from "./queries.js";
import { makeRow, rowOf, updateRow } from "./rows.js";
import { makeEnd } from "./scrolling.js";

/**
 * Show the list in an element. `app` is what main.js makes: db, listen, names, times, shown().
 * Returns `draw`, to be called when a name or the open conversation changes, and `stop`.
 */
export function showList(element, app) {
  const list = h("ul", { class: "rows", "aria-label": "Conversations, the latest first" });
  const empty = h("p", { class: "empty", hidden: true }, "No conversations yet. The next message or call appears here by itself.");
  const end = makeEnd(element, "Show more", () => pages.more());
  element.replaceChildren(empty, list, end.end);
  const draw = onceAFrame(render);
  const pages = new Pages((cut, next) => app.listen(range(conversations(app.db), cut), next), PAGE, draw);
  // `Today` becomes `Yesterday` by itself.
  const clock = setInterval(draw, 60_000);

  function render() {
    const all = pages.documents.map(({ id, data }) => readConversation(id, data)).sort(latestFirst);
    const rows = all.map((one) => rowOf(one, app.names, app.times, app.shown()));
    reconcile(list, rows.map((row) => ({ key: row.id, value: row, create: makeRow, update: updateRow })));
    empty.hidden = all.length > 0 || !pages.synced;
    end.show(pages);
  }

  function stop() {
    clearInterval(clock);
    end.stop();
    pages.stop();
    element.replaceChildren();
  }

  return { draw, stop };
}
