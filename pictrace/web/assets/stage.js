// Where panels stand: lays them out, and turns mouse, touch and keys into zooming and panning of one of them.

import { clamp, press, set, shape } from "./drawing.js";
import { element } from "./elements.js";

const STEP = 1.35;
const GAP = 10;

export class Stage {
  // moved(panel, {factor, at} or {across, down}) is told of every movement; pointed(panel, point) of the pointer.
  constructor(panels, { moved = () => {}, pointed = () => {} } = {}) {
    this.panels = panels;
    this.moved = moved;
    this.pointed = pointed;
    this.way = "auto";
    this.root = element("div", "stage");
    this.svg = shape("svg", { class: "scene" });
    for (const panel of panels) this.svg.append(panel.svg);
    this.over = shape("g", { class: "over" });
    this.svg.append(this.over);
    this.root.append(this.svg);
    this.listen();
  }

  listen() {
    const { root } = this;
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("pointerdown", (event) => this.begin(event));
    root.addEventListener("pointermove", (event) => this.follow(event));
    for (const name of ["pointerup", "pointercancel"]) root.addEventListener(name, () => this.end());
    root.addEventListener("pointerleave", () => {
      this.armed = null;
      this.pointed(null, null);
    });
    root.addEventListener("dblclick", (event) => {
      const panel = this.under(this.at(event));
      if (panel) panel.fitted ? this.zoom(panel, 1 / panel.view.scale, this.at(event)) : this.fit();
    });
    for (const panel of this.panels) panel.svg.addEventListener("keydown", (event) => this.key(event, panel));
  }

  // Called again whenever the component is drawn; the result ends it.
  watch(redrawn) {
    this.redrawn = redrawn;
    const observer = new ResizeObserver(() => this.layOut());
    observer.observe(this.root);
    return () => observer.disconnect();
  }

  // ---- layout

  layOut() {
    const width = this.root.clientWidth;
    if (!width) return;
    const tallest = clamp(window.innerHeight * 0.68, 300, 760);
    const ratios = this.panels.map((panel) => panel.size[0] / panel.size[1]);
    const across = ratios.reduce((sum, ratio) => sum + ratio, 0);
    const down = ratios.reduce((sum, ratio) => sum + 1 / ratio, 0);
    const room = GAP * (this.panels.length - 1);
    const beside = Math.min(tallest, (width - room) / across);
    const below = Math.min(width, (tallest - room) / down);
    // Beside each other, unless one below the other shows half as much more: lines are then short and nothing scrolls.
    this.beside = this.way === "auto" ? beside * beside * across >= below * below * down * 0.67 : this.way === "beside";
    const height = Math.round(this.beside ? beside : below * down + room);
    let place = 0;
    for (const [index, panel] of this.panels.entries()) {
      const share = this.beside ? ratios[index] / across : 1 / ratios[index] / down;
      const length = share * ((this.beside ? width : height) - room);
      panel.place(
        this.beside
          ? { x: place, y: 0, width: length, height }
          : { x: 0, y: place, width, height: length },
      );
      place += length + GAP;
    }
    this.root.style.height = `${height}px`;
    set(this.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
    this.root.dataset.way = this.beside ? "beside" : "below";
    this.redrawn?.();
  }

  arrange(way) {
    this.way = way;
    this.layOut();
  }

  // ---- movements

  at(event) {
    const frame = this.root.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  under(at) {
    return this.panels.find((panel) => panel.has(at));
  }

  zoom(panel, factor, at = panel.centre) {
    const point = panel.toPicture(at);
    const before = panel.view.scale;
    panel.zoom(factor, at);
    this.moved(panel, { factor: panel.view.scale / before, at: point });
    this.redrawn?.();
  }

  pan(panel, across, down) {
    panel.pan(across, down);
    this.moved(panel, { across, down });
    this.redrawn?.();
  }

  fit() {
    for (const panel of this.panels) panel.fit();
    this.redrawn?.();
  }

  one() {
    for (const panel of this.panels) panel.zoom(1 / panel.view.scale, panel.centre);
    this.redrawn?.();
  }

  // A wheel that scrolls the page must not begin to zoom when a picture comes under the resting pointer.
  wheel(event) {
    // A wheel's own place is in whole pixels of the screen, which are several of the picture.
    const at = this.at(this.armed ?? event);
    const panel = this.under(at);
    if (!panel || !this.armed?.moved || (panel.fitted && event.deltaY > 0)) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.zoom(panel, Math.exp(-clamp(event.deltaY * lines, -240, 240) * 0.0022), at);
    this.point(this.armed);
  }

  begin(event) {
    const panel = this.under(this.at(event));
    if (event.button !== 0 || this.drag || !panel || event.defaultPrevented) return;
    this.root.setPointerCapture(event.pointerId);
    this.drag = { panel, x: event.clientX, y: event.clientY };
    this.root.classList.add("dragging");
  }

  follow(event) {
    const { drag, armed } = this;
    const { clientX, clientY } = event;
    const moved = Boolean(armed) && (armed.moved || armed.clientX !== clientX || armed.clientY !== clientY);
    this.armed = { clientX, clientY, moved };
    if (drag) {
      const [across, down] = [event.clientX - drag.x, event.clientY - drag.y];
      Object.assign(drag, { x: event.clientX, y: event.clientY });
      this.pan(drag.panel, across, down);
    }
    this.point(event);
  }

  end() {
    this.drag = null;
    this.root.classList.remove("dragging");
  }

  point(event) {
    const at = this.at(event);
    const panel = this.under(at);
    const point = panel?.toPicture(at);
    if (panel?.covers(point)) this.pointed(panel, point);
    else this.pointed(null, null);
  }

  key(event, panel) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const far = 48;
    const ways = { ArrowLeft: [far, 0], ArrowRight: [-far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
    if (event.key === "+" || event.key === "=") this.zoom(panel, STEP);
    else if (event.key === "-" || event.key === "_") this.zoom(panel, 1 / STEP);
    else if (event.key === "0") this.fit();
    else if (ways[event.key] && !panel.fitted) this.pan(panel, ...ways[event.key]);
    else return;
    event.preventDefault();
  }
}

// The buttons for it. words : {fit, one, closer, farther}
export function movements(stage, words) {
  const group = element("div", "tools");
  const all = (factor) => {
    for (const panel of stage.panels) panel.zoom(factor, panel.centre);
    stage.redrawn?.();
  };
  group.append(
    press("fit", words.fit, () => stage.fit()),
    press("one", words.one, () => stage.one()),
    press("farther", words.farther, () => all(1 / STEP)),
    press("closer", words.closer, () => all(STEP)),
  );
  return group;
}
