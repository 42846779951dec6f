// Both ends of a line, magnified side by side. The other picture's end is turned and scaled as the pictures lie on each
// other, so that what should look the same does.

import { clamp, jacobian, set, shape } from "./drawing.js";
import { element, filled } from "./elements.js";

const SIDE = 150; // of one patch, in pixels of the screen

export class Lens {
  constructor(stage, query, candidate) {
    Object.assign(this, { stage, query, candidate });
    this.root = element("div", "lens");
    this.root.hidden = true;
    this.patches = [query, candidate].map(() => {
      const figure = element("figure");
      const drawing = shape("svg", { width: SIDE, height: SIDE, "aria-hidden": "true" });
      const turned = shape("g");
      const image = shape("image", { preserveAspectRatio: "none" });
      turned.append(image);
      const middle = SIDE / 2;
      const cross = shape("path", {
        class: "cross",
        d: `M${middle - 14} ${middle}h9M${middle + 5} ${middle}h9M${middle} ${middle - 14}v9M${middle} ${middle + 5}v9`,
      });
      drawing.append(turned, cross);
      const caption = element("figcaption");
      figure.append(drawing, caption);
      this.root.append(figure);
      return { turned, image, caption };
    });
    stage.root.append(this.root);
  }

  // line : {from, to}, or null. link : homography query → candidate, or null.
  show(line, link, words) {
    this.root.hidden = !line;
    if (!line) return;
    const { query, candidate } = this;
    // A fifteenth of the picture, and never so few pixels that nothing can be recognised.
    const seen = clamp(Math.max(...query.size) / 15, 24, 120);
    const scale = SIDE / seen;
    const upright = [query.mirrored ? -scale : scale, 0, 0, scale];
    this.draw(this.patches[0], query, line.from, upright);
    const local = link && line.kind === "agreeing" ? jacobian(link, line.from) : null;
    this.draw(this.patches[1], candidate, line.to, local ? times(upright, inverted(local)) : this.plain(scale));
    for (const [index, point] of [line.from, line.to].entries()) {
      const [x, y] = point.map((value) => value.toFixed(1));
      this.patches[index].caption.textContent = filled(words.place, { x, y });
    }
    const above = (query.toStage(line.from)[1] + candidate.toStage(line.to)[1]) / 2 > this.stage.root.clientHeight / 2;
    this.root.classList.toggle("above", above);
  }

  plain(scale) {
    const same = (scale * Math.max(...this.query.size)) / Math.max(...this.candidate.size);
    return [same, 0, 0, same];
  }

  draw(patch, panel, [x, y], [a, b, c, d]) {
    set(patch.image, { href: panel.image.getAttribute("href"), x: -0.5, y: -0.5, width: panel.size[0], height: panel.size[1] });
    const middle = SIDE / 2;
    patch.turned.setAttribute(
      "transform",
      `matrix(${a} ${c} ${b} ${d} ${middle - a * x - b * y} ${middle - c * x - d * y})`,
    );
  }
}

function inverted([a, b, c, d]) {
  const determinant = a * d - b * c;
  return [d / determinant, -b / determinant, -c / determinant, a / determinant];
}

function times([a, b, c, d], [e, f, g, h]) {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}
