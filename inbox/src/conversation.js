// The open conversation: who it is with, and its timeline, page by page upwards.

import { h, onceAFrame, reconcile } from "./dom.js";
import { readActivity, readConversation } from "./documents.js";
import { icon } from "./icons.js";
import { Pages, latestFirst } from "./pages.js";
import { PAGE, ask, conversation, range, timeline, undated } from "./queries.js";
import { avatar, partiesOf } from "./rows.js";
import { makeEnd } from "./scrolling.js";
import { Bottom } from "./bottom.js";
import { announcementOf, timelineEntries } from "./timeline.js";

/** Open a conversation in an element. Returns `draw`, `focus` and `stop`. */
export function openConversation(element, app, id) {
  const title = h("h2", { id: "conversation-title", tabindex: "-1" });
  const detail = h("p", { class: "detail" });
  const sign = h("span", { class: "sign" });
  const back = h("a", { class: "back", href: "#/", "aria-label": "Back to the list" }, icon("back"));
  const list = h("ol", { class: "timeline", "aria-label": "Messages and calls, the latest last" });
  const note = h("p", { class: "empty", role: "status" }, "Loading…");
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Timeline" });
  const end = makeEnd(scroll, "Show older", () => pages.more());
  const bottom = new Bottom(scroll);
  scroll.append(end.end, list, note);
  const head = h("header", { class: "head" }, back, sign, h("div", { class: "who" }, title, detail));
  element.replaceChildren(head, scroll, bottom.button);

  let parties = readConversation(id, {});
  let timeless = null;
  let newest = null;
  let stopped = false;
  const draw = onceAFrame(render);
  const stopParties = app.listen(conversation(app.db, id), ({ documents }) => {
    parties = readConversation(id, documents[0]?.data ?? {});
    draw();
  });
  const pages = new Pages((cut, next) => app.listen(range(timeline(app.db, id), cut), next), PAGE, draw);

  function render() {
    if (stopped) return;
    const who = drawHead();
    const known = pages.documents.length ? pages.documents : (timeless ?? []);
    const all = known.map((one) => readActivity(one.id, one.data)).sort(latestFirst).reverse();
    bottom.keep(() => {
      reconcile(list, timelineEntries(all, app, who.group));
      end.show(pages);
    });
    drawNote(all.length);
    announce(all.at(-1));
  }

  function drawHead() {
    const who = partiesOf(contactsOf(parties), app.names);
    title.replaceChildren(h("bdi", {}, who.title));
    if (who.deleted) title.append(h("span", { class: "tag" }, "deleted"));
    detail.textContent = who.detail.join(" · ");
    sign.replaceChildren(avatar(who));
    document.title = `${who.title} · Inbox`;
    return who;
  }

  function drawNote(count) {
    note.hidden = count > 0;
    note.textContent = pages.synced ? "No messages or calls yet." : app.waiting();
    // Activities without a time have no order, and so are on no page.
    if (pages.synced && !count && !timeless) askForUndated();
  }

  async function askForUndated() {
    timeless = [];
    try {
      timeless = (await ask(undated(app.db, id))).documents;
    } catch {
      return; // the listener of the timeline says what is wrong
    }
    if (timeless.length) draw();
  }

  function announce(last) {
    if (!last || last.id === newest) return;
    // Not what was there before the reader arrived.
    if (newest) app.announce(announcementOf(last, app));
    newest = last.id;
  }

  function stop() {
    stopped = true;
    stopParties();
    end.stop();
    pages.stop();
    element.replaceChildren();
  }

  // Before anything has arrived: whatever takes the focus has a name.
  drawHead();
  return { draw, stop, focus: () => title.focus({ preventScroll: true }) };
}

/** For a number that was never in a conversation, only its contact can be known: it has the same id. */
function contactsOf(parties) {
  if (parties.contactIds.length || parties.id.startsWith("group-")) return parties;
  return { ...parties, contactIds: [parties.id] };
}
