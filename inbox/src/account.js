// Who is signed in: a choice of invented users on the local stack, elsewhere an address and a way out.

import { h } from "./dom.js";

/** Show the choice of local users; each has its own page, with `?user=` in the address. */
export function showUsers(element, { users, chosen }) {
  const options = Object.entries(users).map(([key, { name }]) => h("option", { value: key, selected: key === chosen }, name));
  const choose = ({ target }) => {
    const url = new URL(location.href);
    url.searchParams.set("user", target.value);
    location.assign(url);
  };
  const select = h("select", { id: "user", on: { change: choose } }, ...options);
  element.replaceChildren(h("label", { for: "user" }, "Signed in as"), select);
}

/** Show who is signed in, with a button to sign out; show nothing if nobody is. */
export function showAccount(element, user, signOut) {
  if (!user) return element.replaceChildren();
  const button = h("button", { type: "button", on: { click: signOut } }, "Sign out");
  return element.replaceChildren(h("bdi", { class: "email" }, user.email), button);
}
