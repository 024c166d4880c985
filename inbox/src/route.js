// Which conversation is open stands in the address, `#/+15550101099`: reload, back and links work.

import { isDocumentId } from "./documents.js";

/** Give the conversation that an address names, or an empty text where it names none. */
export function idOf(hash) {
  if (!hash.startsWith("#/")) return "";
  try {
    const id = decodeURIComponent(hash.slice(2));
    return isDocumentId(id) ? id : "";
  } catch {
    return "";
  }
}

/** Give the address of a conversation. */
export function hashOf(id) {
  // A plus is one in a fragment, and reads better.
  return `#/${encodeURIComponent(id).replaceAll("%2B", "+")}`;
}
