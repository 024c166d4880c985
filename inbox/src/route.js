// The open conversation is in the address, `#/+15550101099`, so that reload, back and links work.

import { isDocumentId } from "./documents.js";

/** Return the conversation that an address names, or an empty text if it names none. */
export function idOf(hash) {
  if (!hash.startsWith("#/")) return "";
  try {
    const id = decodeURIComponent(hash.slice(2));
    return isDocumentId(id) ? id : "";
  } catch {
    return "";
  }
}

/** Return the address of a conversation. */
export function hashOf(id) {
  // In a fragment a plus is a plus, and reads better.
  return `#/${encodeURIComponent(id).replaceAll("%2B", "+")}`;
}
