// Measures of the page as it is painted, for tests: contrast of what can be operated, and what lies out of reach.
window.measure = (() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });

  /** Red, green, blue (0-255) and alpha (0-1) of any CSS colour. */
  function channels(colour) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }
  const over = ([r, g, b, a], below) => [r, g, b].map((each, i) => each * a + below[i] * (1 - a));

  /** The painted ground of an element: its own and its ancestors' backgrounds, one over the other. */
  function ground(element) {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(one);
    return chain.reduce((below, one) => over(channels(getComputedStyle(one).backgroundColor), below), [255, 255, 255]);
  }
  const luminance = (colour) =>
    colour
      .map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
      .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);

  /** Contrast as WCAG 2.2 defines it. */
  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }
  function opacity(element) {
    let product = 1;
    for (let one = element; one; one = one.parentElement) product *= Number(getComputedStyle(one).opacity);
    return product;
  }
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  const name = (element) =>
    `${element.tagName.toLowerCase()}.${element.className} "${(element.innerText || element.value || element.ariaLabel || "").trim().slice(0, 40)}"`;
  const CONTROLS = "a, button, input, select, textarea, summary, label, legend, [role=button]";
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter(isShown);

  // What no style sheet of ours asks for: two elements that differ in nothing else are painted alike.
  const WORDS = /^(href|id|for|name|value|title|src|alt|data-.*|aria-(label|labelledby|describedby|controls))$/;
  const look = (element) => [element.tagName, ...[...element.attributes].filter((one) => !WORDS.test(one.name)).map((one) => `${one.name}=${one.value}`)].join(" ");
  function looks(element) {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.push(look(one));
    return chain.join(" < ");
  }

  const sampled = () => (document.querySelector("[data-sample]") ? controls().filter((one) => one.matches("[data-sample]")) : controls());

  return {
    controls,
    /**
     * Mark two of each look with `data-sample`; `faint` and `ringless` look at these alone from then on.
     * `known` counts the looks of pages before; returns it with those of this page, and how many are marked.
     */
    sample(known) {
      for (const one of document.querySelectorAll(CONTROLS)) {
        const count = (known[looks(one)] ?? 0) + 1;
        known[looks(one)] = count;
        one.toggleAttribute("data-sample", count <= 2);
      }
      return [known, document.querySelectorAll("[data-sample]").length];
    },
    /** Disable all that can be, and enable again what was enabled before. */
    disable(is) {
      for (const one of controls()) {
        if (is && !one.disabled) [one.disabled, one.dataset.wasEnabled] = [true, ""];
        else if (!is && "wasEnabled" in one.dataset) one.disabled = false;
      }
    },
    /** Wait until nothing moves or changes its colour any more. */
    async stillness() {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished));
    },
    /** The controls whose text is fainter than 4.5:1 on its ground. */
    faint() {
      return sampled()
        .filter((one) => one.tagName !== "INPUT" || !/checkbox|radio|range|file/.test(one.type))
        .flatMap((one) => [one, ...one.querySelectorAll("*")])
        .filter((one) => one.matches("input, select, textarea") || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .filter((one) => isShown(one) && !one.closest(".visually-hidden"))
        .flatMap((one) => {
          const below = ground(one);
          const [r, g, b, a] = channels(getComputedStyle(one).color);
          const found = contrast(over([r, g, b, a * opacity(one)], below), below);
          return found < 4.5 ? [`${name(one)} ${found.toFixed(2)}`] : [];
        });
    },
    /** The controls whose focus ring is fainter than 3:1 on the page around them, or that show none. */
    ringless() {
      return sampled()
        .filter((one) => one.matches("a[href], button, input, select, textarea, summary"))
        .flatMap((one) => {
          const style = getComputedStyle(one);
          const ring = channels(style.outlineColor).slice(0, 3);
          const isDrawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return isDrawn && contrast(ring, ground(one.parentElement)) >= 3 ? [] : [name(one)];
        });
    },
    /** What is wider than the window, and which controls reach out of it, also inside of something that scrolls. */
    outside() {
      const width = document.documentElement.clientWidth;
      const wide = document.scrollingElement.scrollWidth > width ? [`the page: ${document.scrollingElement.scrollWidth} px`] : [];
      const cut = [...document.querySelectorAll("a, button, input, select, textarea, summary, h1, h2, .notice")]
        .filter((one) => isShown(one) && !one.closest(".visually-hidden"))
        .filter((one) => {
          const box = one.getBoundingClientRect();
          return box.left < -0.5 || box.right > width + 0.5;
        });
      return [...wide, ...cut.map(name)];
    },
    /** The controls whose words do not fit into them. */
    cramped() {
      return controls()
        .filter((one) => one.matches("a, button, .button, label") && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
        .filter((one) => ![...one.querySelectorAll("*")].some((each) => getComputedStyle(each).textOverflow === "ellipsis"))
        .map(name);
    },
  };
})();
