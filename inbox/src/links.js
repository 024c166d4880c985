// The addresses in a text that may become links: https only. Pure.

const ADDRESS = /https:\/\/[^\s<>"'`\u0000-\u001f\u202a-\u202e\u2066-\u2069]+/gu;

/** Cut a text into `{text}` and `{text, url}`, in order, losing no character. */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    // The full stop that ends a sentence is not part of an address, nor is a bracket around it.
    let length = match[0].length;
    while (".,;:!?)]}".includes(match[0][length - 1])) length--;
    const address = match[0].slice(0, length);
    const url = secure(address);
    if (!url) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: address, url });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** Return an address if it is valid, https and without a password, else null. */
export function secure(address) {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" && !url.username && !url.password ? url.href : null;
}
