// Areas and outlines on a picture. Areas differ in their hatching as well as in colour; the hatching keeps its size on
// the screen however close one looks.

import { set, shape } from "./drawing.js";

const HATCHES = {
  altered: ["M-2 10L10 -2M-2 2L2 -2M6 10L10 6", 8],
  added: ["M0 4H8M4 0V8", 8],
  missing: ["M-2 -2L10 10M-2 6L2 10M6 -2L10 2", 8],
  kept: ["", 8],
};

export class Areas {
  constructor(panel) {
    this.panel = panel;
    this.name = Math.random().toString(36).slice(2);
    this.defs = shape("defs");
    this.root = shape("g", { class: "areas" });
    // Beside the picture an outline would be taken for a part of it.
    this.outlines = shape("g", { class: "outlines", "clip-path": `url(#${this.name}-picture)` });
    const picture = shape("clipPath", { id: `${this.name}-picture` });
    this.bounds = shape("rect", { x: -0.5, y: -0.5 });
    picture.append(this.bounds);
    this.defs.append(picture);
    panel.layer.append(this.defs, this.root, this.outlines);
    this.patterns = {};
  }

  // areas : [{kind, path}] with path in original pixels. outlines : lists of [x, y].
  update(areas, outlines) {
    set(this.bounds, { width: this.panel.size[0], height: this.panel.size[1] });
    this.root.replaceChildren(
      ...areas.map(({ kind, path }) => {
        if (!this.patterns[kind]) this.define(kind);
        const area = shape("g", { class: `area ${kind}` });
        area.append(
          shape("path", { class: "tint", d: path, "fill-rule": "evenodd" }),
          shape("path", { class: "hatch", d: path, "fill-rule": "evenodd", fill: `url(#${this.name}-${kind})` }),
        );
        return area;
      }),
    );
    this.outlines.replaceChildren(
      ...outlines.flatMap((points, index) =>
        ["casing", "stroke"].map((part) =>
          shape("polygon", { class: `outline ${part} plane${index + 1}`, points: points.map((at) => at.join(" ")).join(",") }),
        ),
      ),
    );
    this.draw();
  }

  define(kind) {
    const [drawing, side] = HATCHES[kind];
    const pattern = shape("pattern", { id: `${this.name}-${kind}`, width: side, height: side, patternUnits: "userSpaceOnUse" });
    pattern.append(shape("path", { d: drawing, class: `hatching ${kind}` }));
    this.defs.append(pattern);
    this.patterns[kind] = pattern;
  }

  fade(opacity) {
    this.root.style.opacity = opacity;
  }

  choose(kind, shown) {
    this.root.classList.toggle(`without-${kind}`, !shown);
  }

  draw() {
    const scale = this.panel.view ? 1 / this.panel.view.scale : 1;
    for (const pattern of Object.values(this.patterns)) pattern.setAttribute("patternTransform", `scale(${scale})`);
  }
}

// A drawing of an area for the legend, 18 × 18.
export function sample(kind) {
  const drawing = shape("svg", { viewBox: "0 0 18 18", class: `sample area ${kind}`, "aria-hidden": "true" });
  const [hatching, side] = HATCHES[kind];
  const name = `sample-${kind}-${Math.random().toString(36).slice(2)}`;
  const pattern = shape("pattern", { id: name, width: side, height: side, patternUnits: "userSpaceOnUse" });
  pattern.append(shape("path", { d: hatching, class: `hatching ${kind}` }));
  drawing.append(
    pattern,
    shape("rect", { class: "tint", width: 18, height: 18 }),
    shape("rect", { width: 18, height: 18, fill: `url(#${name})` }),
  );
  if (kind === "kept") drawing.append(shape("path", { class: "tick", d: "M4.5 9.5l3 3 6-6.5" }));
  return drawing;
}
