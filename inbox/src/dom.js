// Elements from plain values. Text is always text: nothing here, or anywhere else, parses HTML.

/**
 * Make an element. Attributes that are null, undefined or false are left out, and so are children
 * that are null, false or empty; `on` holds listeners.
 */
export function h(tag, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

const shown = new WeakMap();

/**
 * Make an element's children those of the entries, in order, and keep every element that can stay: a
 * recording keeps playing, a transcript stays open, the focus stays where it is.
 *
 * An entry is `{key, value, create(value), update?(element, value)}`. If the value has changed,
 * the element is updated, or created again if it has no update.
 */
export function reconcile(parent, entries) {
  const focused = document.activeElement;
  const old = new Map([...parent.children].map((child) => [shown.get(child)?.key, child]));
  const wanted = new Set(entries.map((entry) => entry.key));
  for (const [key, child] of old) if (!wanted.has(key)) child.remove();
  let place = parent.firstElementChild;
  for (const entry of entries) {
    const before = old.get(entry.key);
    const element = current(before, entry);
    if (before && before !== element) {
      before.replaceWith(element);
      if (place === before) place = element;
    }
    if (place === element) place = element.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  if (focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}

function current(element, entry) {
  const signature = JSON.stringify(entry.value);
  if (element && shown.get(element).signature === signature) return element;
  if (element && entry.update) entry.update(element, entry.value);
  const up = element && entry.update ? element : entry.create(entry.value);
  shown.set(up, { key: entry.key, signature });
  return up;
}

/** Call a function once before the next frame, however often it is requested. */
export function onceAFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    // Not requestAnimationFrame: a page in the background would stop, and catch up late.
    setTimeout(() => {
      asked = false;
      draw();
    }, 0);
  };
}
