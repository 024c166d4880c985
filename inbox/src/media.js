// Pictures, sounds, films and other files of a message. Their addresses come from outside and may
// have expired: then words take their place.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { secure } from "./links.js";

const KINDS = {
  image: /\.(avif|bmp|gif|jpe?g|png|webp)$/i,
  audio: /\.(aac|amr|m4a|mp3|oga|ogg|opus|wav)$/i,
  video: /\.(3gp|m4v|mov|mp4|webm)$/i,
  file: /\.(csv|docx?|pdf|pptx?|txt|vcf|xlsx?|zip)$/i,
};
const EXPIRED = "This file's address has expired";
const OFFLINE = "Not loaded: there is no connection";

/** Return the kind of a file, by its type or else by the end of its address: image, audio, video, file or none. */
export function kindOf({ url, type }) {
  const main = type.split("/")[0].toLowerCase();
  if (["image", "audio", "video"].includes(main)) return main;
  if (type) return "file";
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  return Object.keys(KINDS).find((kind) => KINDS[kind].test(path)) ?? "";
}

/** Return the part of an address that stays when it is signed again, to recognise a file by. */
export function keyOf(url) {
  return url.split(/[?#]/)[0];
}

/** Return the last part of an address, as the name of a file. */
export function fileName(url) {
  const last = keyOf(url).split("/").at(-1);
  try {
    return decodeURIComponent(last) || "file";
  } catch {
    return last;
  }
}

/**
 * Return the address from which a file may be shown, or null: https only. `hosts` leads those of the
 * local samples to this machine.
 */
export function sourceOf(url, hosts = {}) {
  const address = secure(url);
  if (!address) return null;
  const { host } = new URL(address);
  return Object.hasOwn(hosts, host) ? hosts[host] + encodeURIComponent(fileName(url)) : address;
}

/** Make what shows a file of a message. */
export function makeMedia(file, hosts) {
  const source = sourceOf(file.url, hosts);
  if (!source) return gone("This file's address is not secure", file.url);
  const kind = kindOf(file);
  if (kind === "audio") return makeAudio(source, fileName(file.url));
  if (kind === "video") return orGone(makeFilm(source, fileName(file.url)));
  return kind === "file" ? makeFile(file, source) : makePicture(file, source);
}

/** Make a player. It loads what it plays only when asked to play. */
export function makeAudio(source, label) {
  return orGone(h("audio", { src: source, controls: true, preload: "none", "aria-label": label }));
}

function makeFilm(source, label) {
  return h("video", { class: "film", src: source, controls: true, preload: "none", "aria-label": label });
}

/** Make the words that take the place of a file. */
export function gone(words, address = "") {
  return h("p", { class: "gone" }, icon("gone"), h("span", {}, words, address && h("bdi", { class: "address" }, address)));
}

function makePicture(file, source) {
  const image = h("img", { src: source, alt: `Picture ${fileName(file.url)}`, loading: "lazy", decoding: "async" });
  const link = h("a", { class: "picture", ...elsewhere(source) }, image);
  // An address without a known ending need not be a picture.
  const instead = kindOf(file) ? undefined : () => makeFile(file, source);
  return orGone(link, image, instead);
}

function makeFile({ url, type }, source) {
  const kind = type.split("/").at(-1).toUpperCase();
  const name = h("span", { class: "file-name" }, h("bdi", {}, fileName(url)), kind && h("small", {}, kind));
  return h("a", { class: "file", ...elsewhere(source) }, icon("file"), name);
}

function elsewhere(href) {
  return { href, target: "_blank", rel: "noopener noreferrer" };
}

function again(words, element, loaded) {
  words.replaceWith(element);
  loaded.src = loaded.getAttribute("src");
}

/** Replace an element when it, or anything in it, cannot be loaded. */
function orGone(element, loaded = element, instead = undefined) {
  loaded.addEventListener("error", () => {
    if (navigator.onLine) return element.replaceWith(instead ? instead() : gone(EXPIRED));
    const words = gone(OFFLINE);
    element.replaceWith(words);
    window.addEventListener("online", () => again(words, element, loaded), { once: true });
  });
  return element;
}
