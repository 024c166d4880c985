// The contrast of each text that shows and its ground, as WCAG 2.2 defines it (1.4.3), with the place
// of the text. Grounds that let others show through are laid over each other.
() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function over(colours) {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }

  function luminance(rgb) {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function grounds(one) {
    if (!one) return ["white"];
    return [...grounds(one.parentElement), getComputedStyle(one).backgroundColor];
  }

  function shows(one) {
    const visible = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const said = [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    return said && visible && !one.closest(":disabled, .hidden, option");
  }

  return [...document.body.querySelectorAll("*")].filter(shows).map((one) => {
    const ground = grounds(one);
    const both = [ground, [...ground, getComputedStyle(one).color]];
    const [dark, bright] = both.map((colours) => luminance(over(colours))).sort((a, b) => a - b);
    const place = `${one.tagName}.${one.className} ${one.textContent.slice(0, 30)}`;
    return [(bright + 0.05) / (dark + 0.05), place];
  });
}
