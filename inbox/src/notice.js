// What fills the page instead of conversations: signing in, no access, an error.
// Stable for tests: `#notice[data-notice]`, which is sign-in, denied or failed.

import { h } from "./dom.js";

/** Show a notice, or none where it is null: `{name, title, lines, button?: {label, press}}`. */
export function showNotice(notice) {
  const element = document.getElementById("notice");
  document.getElementById("panes").hidden = Boolean(notice);
  element.hidden = !notice;
  if (!notice) return element.replaceChildren();
  element.dataset.notice = notice.name;
  const heading = h("h2", { tabindex: "-1" }, notice.title);
  const lines = notice.lines.map((line) => h("p", {}, ...[line].flat()));
  element.replaceChildren(h("div", { class: "notice-card" }, heading, ...lines, ...buttonOf(notice)));
  return heading.focus();
}

/** Ask to sign in with Google. */
export function signInNotice(signIn) {
  const press = async (problem) => {
    problem.textContent = "";
    problem.textContent = await signIn();
  };
  const lines = ["Only staff can see your messages and calls."];
  return { name: "sign-in", title: "Sign in", lines, button: { label: "Sign in with Google", press } };
}

/** Say that somebody who is signed in may not read. */
export function deniedNotice(email, signOut) {
  const who = email ? ["You are signed in as ", h("bdi", { class: "strong" }, email), "."] : "You are signed in.";
  const lines = [
    who,
    "This account may not read the messages and calls. Ask whoever set up this page to add your address to the staff list, then reload.",
  ];
  const button = signOut && { label: "Use another account", press: signOut };
  return { name: "denied", title: "No access", lines, button };
}

/** Say that Firestore ended a listener for another reason. */
export function failedNotice() {
  const button = { label: "Reload", press: () => location.reload() };
  return { name: "failed", title: "Something went wrong", lines: ["The conversations cannot be loaded at the moment."], button };
}

function buttonOf({ button }) {
  if (!button) return [];
  const problem = h("p", { class: "problem", role: "alert" });
  const press = () => button.press(problem);
  return [h("button", { type: "button", class: "main-button", on: { click: press } }, button.label), problem];
}
