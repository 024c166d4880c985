// Wires the page: who is signed in, and what they see.

import config from "../config.js";
import { showAccount, showUsers } from "./account.js";
import { openInbox } from "./inbox.js";
import { deniedNotice, failedNotice, showNotice, signInNotice } from "./notice.js";
import { start } from "./session.js";
import { makeTimes } from "./times.js";

const account = document.getElementById("account");
const times = makeTimes();
const session = start(config, signedIn);
let inbox = null;

if (session.users) showUsers(account, session);

function signedIn(user) {
  leave();
  if (!session.users) showAccount(account, user, session.signOut);
  document.getElementById("connection").hidden = !user;
  if (!user) return showNotice(signInNotice(session.signIn));
  showNotice(null);
  // A refusal ends all listeners, and every row that they filled goes with them.
  const refused = (state) => {
    queueMicrotask(leave);
    showNotice(state === "denied" ? deniedNotice(user.email, session.signOut) : failedNotice());
  };
  inbox = openInbox({ db: session.db, times, hosts: config.media, refused });
}

function leave() {
  inbox?.stop();
  inbox = null;
}
