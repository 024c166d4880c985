// Times and durations in words, in the reader's time zone. Pure, once made.

const DAY = 86_400_000;

/** Make the formats for a language and a time zone, by default those of the browser. */
export function makeTimes(locale = english(), timeZone = undefined) {
  const format = (options) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const clock = format({ hour: "numeric", minute: "2-digit" });
  const weekday = format({ weekday: "long" });
  const day = format({ day: "numeric", month: "short" });
  const year = format({ day: "numeric", month: "short", year: "numeric" });
  const full = format({ dateStyle: "full", timeStyle: "short" });
  const long = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  // Year, month and day as on a wall calendar, so that days can be counted.
  const parts = format({ year: "numeric", month: "numeric", day: "numeric" });

  function dayNumber(at) {
    const found = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
    return Date.UTC(found.year, found.month - 1, found.day) / DAY;
  }

  /** For a list: the time today, `Yesterday`, the day of the last week, else the date. */
  function short(at, now) {
    const days = dayNumber(now) - dayNumber(at);
    if (days === 0) return clock.format(at);
    if (days === 1) return "Yesterday";
    if (days > 1 && days < 7) return weekday.format(at);
    return (days > 0 && days < 300 ? day : year).format(at);
  }

  /** For the line between two days of a timeline. */
  function dayName(at, now) {
    const days = dayNumber(now) - dayNumber(at);
    if (days === 0) return "Today";
    return days === 1 ? "Yesterday" : long.format(at);
  }

  return { clock: (at) => clock.format(at), full: (at) => full.format(at), short, dayName, dayNumber };
}

/** Return a duration in seconds as `1 min 16 s`, `5 min`, `1 h 2 min`. */
export function formatDuration(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, rest && !hours && `${rest} s`];
  return parts.filter(Boolean).join(" ") || "0 s";
}

/** Return a place in a recording as `1:05`. */
export function formatPlace(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The page is in English, so its dates are: in the reader's own English, if that is known. */
function english() {
  return globalThis.navigator?.languages?.find((language) => language.startsWith("en")) ?? "en";
}
