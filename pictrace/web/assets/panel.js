// One picture with zoom and pan. Everything drawn in it is in pixels of the upright original, the centre of whose
// top-left pixel is (0, 0), however small the view of it is that was sent.

import { clamp, set, shape } from "./drawing.js";

const CLOSEST = 48; // pixels of the screen for one of the original

export class Panel {
  constructor() {
    this.svg = shape("svg", { class: "panel", tabindex: 0, role: "group" });
    this.turned = shape("g");
    this.image = shape("image", { preserveAspectRatio: "none" });
    this.layer = shape("g");
    this.cross = shape("path", { class: "cross", "vector-effect": "non-scaling-stroke", hidden: "" });
    this.turned.append(this.image, this.layer, this.cross);
    this.svg.append(this.turned);
    this.frame = { x: 0, y: 0, width: 1, height: 1 }; // in the stage, in pixels of the screen
    this.mirrored = false;
    this.size = [1, 1];
    this.image.addEventListener("load", () => this.measure());
  }

  // picture : {url, name, width, height}
  show(picture) {
    if (picture.url !== this.image.getAttribute("href")) this.image.setAttribute("href", picture.url);
    this.size = [picture.width, picture.height];
    set(this.image, { x: -0.5, y: -0.5, width: picture.width, height: picture.height });
  }

  // How many pixels the view has that was sent, so that its pixels can be shown as such when they are looked at closely.
  measure() {
    const probe = new Image();
    probe.onload = () => {
      this.sent = probe.naturalWidth;
      this.draw();
    };
    probe.src = this.image.getAttribute("href");
  }

  place(frame) {
    const fitted = !this.view || this.fitted;
    Object.assign(this.frame, frame);
    set(this.svg, { x: frame.x, y: frame.y, width: frame.width, height: frame.height });
    if (fitted) this.fit();
    else this.draw();
  }

  // ---- coordinates

  turn(x) {
    return this.mirrored ? this.size[0] - 1 - x : x;
  }

  toStage([x, y]) {
    const { view, frame } = this;
    return [
      frame.x + frame.width / 2 + (this.turn(x) - view.x) * view.scale,
      frame.y + frame.height / 2 + (y - view.y) * view.scale,
    ];
  }

  toPicture([x, y]) {
    const { view, frame } = this;
    return [
      this.turn(view.x + (x - frame.x - frame.width / 2) / view.scale),
      view.y + (y - frame.y - frame.height / 2) / view.scale,
    ];
  }

  has([x, y]) {
    const { frame } = this;
    return x >= frame.x && y >= frame.y && x <= frame.x + frame.width && y <= frame.y + frame.height;
  }

  covers([x, y]) {
    return x >= -0.5 && y >= -0.5 && x <= this.size[0] - 0.5 && y <= this.size[1] - 0.5;
  }

  get centre() {
    return [this.frame.x + this.frame.width / 2, this.frame.y + this.frame.height / 2];
  }

  get least() {
    return Math.min(this.frame.width / this.size[0], this.frame.height / this.size[1]);
  }

  get fitted() {
    return this.view.scale <= this.least * 1.0001;
  }

  // ---- what is seen

  fit() {
    this.view = { x: (this.size[0] - 1) / 2, y: (this.size[1] - 1) / 2, scale: this.least };
    this.draw();
  }

  // at : the place of the stage that stays where it is.
  zoom(factor, at) {
    const before = this.toPicture(at);
    this.view.scale = clamp(this.view.scale * factor, this.least, Math.max(CLOSEST, this.least));
    if (this.fitted) return this.fit();
    const [x, y] = this.toPicture(at);
    this.view.x += this.turn(before[0]) - this.turn(x);
    this.view.y += before[1] - y;
    return this.keep();
  }

  pan(across, down) {
    if (this.fitted) return;
    this.view.x -= across / this.view.scale;
    this.view.y -= down / this.view.scale;
    this.keep();
  }

  // Bring a point of the picture to the middle.
  centreOn([x, y]) {
    this.view.x = this.turn(x);
    this.view.y = y;
    this.keep();
  }

  // The middle of the panel always shows something of the picture.
  keep() {
    this.view.x = clamp(this.view.x, -0.5, this.size[0] - 0.5);
    this.view.y = clamp(this.view.y, -0.5, this.size[1] - 0.5);
    this.draw();
  }

  mirror(on) {
    if (on === this.mirrored) return;
    this.mirrored = on;
    if (this.view) this.view.x = this.size[0] - 1 - this.view.x;
    this.draw();
  }

  // A point of the picture marked, or none.
  mark(point) {
    this.marked = point;
    this.cross.toggleAttribute("hidden", !point);
    if (!point) return;
    const reach = 9 / this.view.scale;
    const gap = 2.5 / this.view.scale;
    const [x, y] = point;
    const arms = [-1, 1].map((way) => `M${x + way * gap} ${y}H${x + way * reach}M${x} ${y + way * gap}V${y + way * reach}`);
    this.cross.setAttribute("d", arms.join(""));
  }

  draw() {
    const { view, frame } = this;
    if (!view) return;
    const [width, height] = [frame.width / view.scale, frame.height / view.scale];
    this.svg.setAttribute("viewBox", `${view.x - width / 2} ${view.y - height / 2} ${width} ${height}`);
    this.turned.setAttribute("transform", this.mirrored ? `matrix(-1 0 0 1 ${this.size[0] - 1} 0)` : "");
    const enlarged = view.scale * (this.size[0] / (this.sent ?? this.size[0]));
    this.image.style.imageRendering = enlarged >= 5 ? "pixelated" : "auto";
    if (this.marked) this.mark(this.marked);
    this.drawn?.();
  }
}
