// The lines between two pictures: agreeing ones solid, stray ones dashed with rings, so that they differ in form too.

import { set, shape } from "./drawing.js";

export class Lines {
  // found(line or null) : the line that the pointer or the keyboard is on.
  constructor(stage, query, candidate, found) {
    Object.assign(this, { stage, query, candidate, found });
    this.root = shape("g", { class: "lines" });
    this.groups = { stray: shape("g", { class: "stray" }), agreeing: shape("g", { class: "agreeing" }) };
    this.root.append(this.groups.stray, this.groups.agreeing);
    this.shown = { agreeing: true, stray: false };
    this.count = 40;
    this.all = { agreeing: [], stray: [] };
    stage.over.append(this.root);
    this.root.addEventListener("pointerover", (event) => this.enter(event));
    this.root.addEventListener("pointerout", () => this.leave());
    this.root.addEventListener("focusin", (event) => this.enter(event));
    this.root.addEventListener("focusout", () => this.leave());
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  // lines : {agreeing, stray}, each a list of [x, y, x, y] in original pixels, the first ones evenly spread.
  update(lines, name) {
    for (const kind of ["agreeing", "stray"]) {
      this.all[kind] = lines[kind].map((ends, index) => this.build(kind, ends, index, name));
      this.groups[kind].replaceChildren(...this.all[kind].map((line) => line.root));
    }
    this.choose();
  }

  build(kind, [x, y, toX, toY], index, name) {
    const root = shape("g", { class: "line", tabindex: -1, role: "img" });
    const line = { kind, index, root, from: [x, y], to: [toX, toY], parts: [] };
    line.parts = ["casing", "stroke", "reach"].map((part) => shape("line", { class: part }));
    line.dots = [shape("circle", { r: 4 }), shape("circle", { r: 4 })];
    root.append(...line.parts, ...line.dots);
    root.line = line;
    root.setAttribute("aria-label", name(line));
    return line;
  }

  choose() {
    for (const kind of ["agreeing", "stray"]) {
      this.groups[kind].toggleAttribute("hidden", !this.shown[kind]);
      this.groups[kind].style.display = this.shown[kind] ? "" : "none";
      for (const line of this.all[kind]) line.chosen = this.shown[kind] && line.index < this.count;
    }
    this.draw();
  }

  get reachable() {
    return [...this.all.agreeing, ...this.all.stray].filter((line) => line.chosen && line.seen);
  }

  draw() {
    if (!this.query.view || !this.candidate.view) return; // not laid out yet
    for (const kind of ["agreeing", "stray"]) {
      for (const line of this.all[kind]) {
        const [from, to] = [this.query.toStage(line.from), this.candidate.toStage(line.to)];
        line.seen = this.query.has(from) && this.candidate.has(to);
        line.root.style.display = line.chosen && line.seen ? "" : "none";
        if (!line.chosen || !line.seen) continue;
        const ends = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
        for (const part of line.parts) set(part, ends);
        for (const [index, [x, y]] of [from, to].entries()) set(line.dots[index], { cx: x, cy: y });
      }
    }
    // One of them is reached with Tab, the others with the arrows from there.
    const reachable = this.reachable;
    const first = reachable.includes(this.active) ? this.active : reachable[0];
    for (const line of [...this.all.agreeing, ...this.all.stray]) line.root.tabIndex = line === first ? 0 : -1;
    if (this.active && !reachable.includes(this.active)) this.leave();
  }

  enter(event) {
    const { line } = event.target.closest(".line") ?? {};
    if (!line || event.buttons) return;
    this.leave();
    this.active = line;
    line.root.classList.add("active");
    this.found(line);
  }

  leave() {
    this.active?.root.classList.remove("active");
    this.active = null;
    this.found(null);
  }

  key(event) {
    const ways = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const reachable = this.reachable;
    if (!ways[event.key] || !reachable.length || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const at = reachable.indexOf(event.target.closest(".line")?.line);
    reachable[(at + ways[event.key] + reachable.length) % reachable.length].root.focus();
  }
}
