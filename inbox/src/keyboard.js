// Keys: arrows, Home and End move through a list, `/` goes to the search, Escape leaves a conversation.

/** Listen to the keys of the page. `back` leaves the open conversation, `signal` ends it. */
export function listenToKeys({ input, pane, back, signal }) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const typing = event.target.closest("input, select, textarea, audio, video");
    if (event.key === "/" && !typing) return take(event, () => input.focus());
    if (event.key === "Escape" && !typing) return take(event, back);
    if (pane.contains(event.target) && (!typing || event.target === input)) move(event, pane);
  }, { signal });
}

function move(event, pane) {
  const rows = [...pane.querySelectorAll(".scroll:not([hidden]) .row")];
  const at = rows.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  // In the search box these two move within the text.
  if (at < 0 && event.key !== "ArrowDown") return;
  const next = rows[steps[event.key]];
  if (next) take(event, () => next.focus());
}

function take(event, act) {
  event.preventDefault();
  act();
}
