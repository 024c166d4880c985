// The page's few icons, drawn with lines on 24 by 24. They are decoration: each has words beside it.

const SVG = "http://www.w3.org/2000/svg";
const HANDSET =
  "M6.5 3h2.6l1.6 4.4-2 1.5a12 12 0 0 0 6.4 6.4l1.5-2 4.4 1.6v2.6A2.5 2.5 0 0 1 18.5 20 15.5 15.5 0 0 1 4 5.5 2.5 2.5 0 0 1 6.5 3";
const PATHS = {
  back: ["M15 5l-7 7 7 7"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  file: ["M7 3h7l4 4v14H7z", "M14 3v4h4"],
  gone: ["M4 4l16 16", "M9 5h10v10", "M5 9v10h10"],
  group: ["M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6", "M3.5 19a5.5 5.5 0 0 1 11 0", "M16 5.2a3 3 0 0 1 0 5.6", "M17.5 14a5.5 5.5 0 0 1 3 5"],
  incoming: [HANDSET, "M20 4l-5 5", "M15 5v4h4"],
  missed: [HANDSET, "M15 4l5 5", "M20 4l-5 5"],
  outgoing: [HANDSET, "M15 9l5-5", "M16 4h4v4"],
  phone: [HANDSET],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8", "M4.5 20a7.5 7.5 0 0 1 15 0"],
  spark: ["M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8z"],
  text: ["M5 7h14", "M5 12h14", "M5 17h9"],
  voicemail: ["M6.5 15a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7h11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7"],
  warning: ["M12 4l9 16H3z", "M12 10v4", "M12 17v.5"],
};

/** Make an icon by its name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  for (const line of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}
