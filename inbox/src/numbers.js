// Phone numbers as people read them, and names where there are any. Pure.

// Calling codes of one and two digits (ITU-T E.164); all others have three.
const ONE = /^[17]/;
const TWO = /^(20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Return a number in groups: `+15550101099` is `+1 555-010-1099`. Anything else stays as it is. */
export function formatNumber(number) {
  if (number.toLowerCase() === "anonymous") return "Anonymous caller";
  if (!/^\+\d{7,15}$/.test(number)) return number;
  const digits = number.slice(1);
  if (/^1\d{10}$/.test(digits)) {
    return `+1 ${digits.slice(1, 4)}-${digits.slice(4, 7)}-${digits.slice(7)}`;
  }
  const code = digits.slice(0, ONE.test(digits) ? 1 : TWO.test(digits) ? 2 : 3);
  return `+${code} ${groups(digits.slice(code.length))}`;
}

/** Return the name of a contact, else its number, else what is known in its place. */
export function nameOf(contact, otherwise) {
  return contact?.name || formatNumber(contact?.number || otherwise);
}

/** Return up to two letters for a name; nothing if there is only a number. */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase()).join("");
}

/** Return a number from 0 to 7, always the same for the same id: the colour of its avatar. */
export function hue(id) {
  let sum = 0;
  for (const character of id) sum = Math.imul(sum ^ character.codePointAt(0), 0x01000193);
  return (sum >>> 16) % 8;
}

/** Threes, and a last group of two to four. */
function groups(digits) {
  return digits.replace(/(\d{3})(?=\d{2})/g, "$1 ");
}
