// What to ask Firestore for a text in the search box. Pure.

const ODD = { ı: "ı", ẞ: "ss", ς: "σ", Σ: "σ" };

/**
 * Fold case as `name_key` is folded (Python's str.casefold). JavaScript has no such function: upper,
 * then lower case, letter by letter, gives the same except for Cherokee, and for letters so new that
 * only one of the two knows them.
 */
export function fold(text) {
  return [...text].map((letter) => ODD[letter] ?? letter.toUpperCase().toLowerCase()).join("");
}

/** Return the prefix of `name_key` for a text. */
export function namePrefix(text) {
  return fold(text.trim().replace(/\s+/g, " "));
}

/**
 * Return the prefixes of `phone_number` that a text can mean: as typed in any layout, with `+`, and
 * with the country's calling code if it begins without one. Nothing if it has no digits.
 */
export function numberPrefixes(text, callingCode = "1") {
  const typed = text.trim();
  if (!/^[+\d\s().\-/]*$/.test(typed)) return [];
  const digits = typed.replace(/\D/g, "");
  if (!digits) return [];
  if (typed.startsWith("+")) return [`+${digits}`];
  if (digits.startsWith("00")) return digits.length > 2 ? [`+${digits.slice(2)}`] : [];
  const national = digits.replace(/^0/, "");
  return [...new Set([`+${callingCode}${national}`, `+${digits}`, digits])];
}

/** Return the end of the range that holds all texts with a prefix. */
export function rangeEnd(prefix) {
  return `${prefix}\u{10ffff}`;
}
