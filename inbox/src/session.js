// Who is looking: one of the local stack's invented users, or a Google account in production.

import {
  GoogleAuthProvider, connectFirestoreEmulator, getAuth, getFirestore, initializeApp, onAuthStateChanged,
  signInWithPopup, signOut,
} from "../vendor/firebase.js";

const PROBLEMS = {
  "auth/popup-blocked": "The browser blocked Google's sign-in window. Allow pop-ups for this page and try again.",
  "auth/popup-closed-by-user": "Google's sign-in window was closed before you were signed in.",
  "auth/cancelled-popup-request": "Google's sign-in window was closed before you were signed in.",
  "auth/network-request-failed": "Google cannot be reached. Check your connection and try again.",
  "auth/unauthorized-domain": "This page's address is not one of the Firebase project's authorised domains.",
  "auth/operation-not-allowed": "Google sign-in is not enabled in the Firebase project.",
};

/**
 * Start Firebase. `changed(user)` is called with `{email}`, or null while nobody is signed in.
 * Returns `{db, users, chosen}` on the local stack, and `{db, signIn, signOut}` in production; `signIn`
 * resolves to what went wrong, in words, or to nothing.
 */
export function start(config, changed) {
  const app = initializeApp(config.firebase);
  const db = getFirestore(app, config.database || "(default)");
  return config.emulator ? local(db, config.emulator, changed) : google(db, getAuth(app), changed);
}

function local(db, { host, port, users }, changed) {
  const asked = new URLSearchParams(location.search).get("user");
  const chosen = Object.hasOwn(users, asked ?? "") ? asked : Object.keys(users)[0];
  const { email } = users[chosen];
  // The emulator accepts a token without a signature: the rules see this user.
  const mockUserToken = { sub: chosen, email, email_verified: true };
  connectFirestoreEmulator(db, host, port, { mockUserToken });
  queueMicrotask(() => changed({ email }));
  return { db, users, chosen };
}

function google(db, auth, changed) {
  onAuthStateChanged(auth, (user) => changed(user && { email: user.email ?? "" }));
  async function signIn() {
    const provider = new GoogleAuthProvider();
    // Otherwise a person with two accounts could never choose the other one.
    provider.setCustomParameters({ prompt: "select_account" });
    try {
      await signInWithPopup(auth, provider);
      return "";
    } catch (error) {
      return PROBLEMS[error.code] ?? "Signing in failed. Try again.";
    }
  }
  return { db, signIn, signOut: () => signOut(auth) };
}
