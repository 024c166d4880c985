// The state of the connection, always in sight. Stable for tests: `#connection[data-state]`, which is
// connecting, live, offline, denied or failed.

const WORDS = {
  connecting: () => "Connecting…",
  live: () => "Live",
  offline: (since) => `Offline since ${since}. What you see may be out of date.`,
  denied: () => "No access",
  failed: () => "Not connected",
};

/** Show the state of a connection. */
export function drawStatus({ state, since }, times) {
  const bar = document.getElementById("connection");
  const text = document.getElementById("connection-text");
  const words = WORDS[state](times.clock(since));
  bar.dataset.state = state;
  // Setting the same words again would have them read out again.
  if (text.textContent !== words) text.textContent = words;
  document.getElementById("retry").hidden = state !== "offline";
}
