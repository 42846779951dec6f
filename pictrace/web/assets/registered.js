// The candidate laid on the query.

import { choice, clamp, icon, press, set, shape, slider } from "./drawing.js";
import { element, filled } from "./elements.js";
import { Panel } from "./panel.js";
import { Stage, movements } from "./stage.js";

const MOST_BLINKS = 3; // a second: more can bring on a seizure (WCAG 2.3.1)

// What a person chose stays when another pair is looked at.
const chosen = { mode: "swipe", divided: 50, speed: 1.2, strength: 4, seen: 0 };

class Registered {
  constructor(parent) {
    this.root = element("div", "registered");
    this.panel = new Panel();
    this.stage = new Stage([this.panel], { pointed: (panel, point) => this.point(point) });
    const { layer, image } = this.panel;
    this.name = Math.random().toString(36).slice(2);
    this.both = shape("clipPath", { id: `${this.name}-both` });
    this.common = shape("polygon");
    this.both.append(this.common);
    this.part = shape("clipPath", { id: `${this.name}-part` });
    this.right = shape("rect");
    this.part.append(this.right);
    const whole = { x: -0.5, y: -0.5, preserveAspectRatio: "none" };
    const inside = { "clip-path": `url(#${this.name}-both)` };
    this.laid = shape("image", { ...whole, class: "laid" });
    this.within = shape("g", inside);
    this.within.append(this.laid);
    this.divided = shape("g", { class: "divided" });
    this.divided.append(this.within);
    // The difference: both, one subtracted from the other by the browser, and made stronger.
    this.difference = shape("g", { class: "difference" });
    this.ground = shape("rect", { ...whole, class: "ground" });
    this.lower = shape("image", whole);
    this.evened = shape("image", { ...whole, class: "subtracted" });
    const mixed = shape("g", { ...inside, class: "mixed" });
    mixed.append(this.lower, this.evened);
    this.difference.append(this.ground, mixed);
    this.lines = shape("image", { ...whole, class: "lines" });
    this.edge = shape("polygon", { class: "edge" });
    layer.append(this.both, this.part, this.divided, this.difference, this.lines, this.edge);
    image.classList.add("query");

    this.divider = element("div", "divider");
    this.divider.tabIndex = 0;
    this.divider.setAttribute("role", "slider");
    this.divider.setAttribute("aria-orientation", "horizontal");
    this.divider.setAttribute("aria-valuemin", "0");
    this.divider.setAttribute("aria-valuemax", "100");
    this.divider.append(element("i"));
    this.labels = [element("span", "label first"), element("span", "label second")];
    this.stage.root.append(this.divider, ...this.labels);
    this.controls = element("div", "controls");
    this.readout = element("p", "readout");
    this.root.append(this.stage.root, this.controls, this.readout);
    parent.append(this.root);
    this.listen();
  }

  listen() {
    const { divider } = this;
    divider.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.stopPropagation();
      divider.focus({ preventScroll: true });
      divider.setPointerCapture(event.pointerId);
      this.dragging = true;
    });
    divider.addEventListener("pointermove", (event) => {
      if (!this.dragging) return;
      const frame = this.stage.root.getBoundingClientRect();
      this.divide((100 * (event.clientX - frame.left)) / frame.width);
    });
    for (const name of ["pointerup", "pointercancel"]) divider.addEventListener(name, () => (this.dragging = false));
    divider.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 10 : 2;
      const places = {
        ArrowLeft: chosen.divided - step,
        ArrowDown: chosen.divided - step,
        ArrowRight: chosen.divided + step,
        ArrowUp: chosen.divided + step,
        Home: 0,
        End: 100,
      };
      if (!(event.key in places)) return;
      event.preventDefault();
      this.divide(places[event.key]);
    });
  }

  update(data) {
    const fresh = data.shows !== this.data?.shows;
    this.data = data;
    const { words, query } = data;
    this.panel.show(query);
    this.panel.svg.setAttribute("aria-label", filled(words.panel, { name: data.candidate_name }));
    this.divider.setAttribute("aria-label", words.divider);
    const sized = { width: query.width, height: query.height };
    for (const [image, url] of [
      [this.laid, data.laid],
      [this.lower, query.url],
      [this.evened, data.evened],
      [this.lines, data.lines],
    ]) {
      set(image, sized);
      image.setAttribute("href", url ?? "");
    }
    set(this.ground, sized);
    const corners = data.common.map((at) => at.join(" ")).join(",");
    for (const polygon of [this.common, this.edge]) polygon.setAttribute("points", corners);
    if (fresh) {
      this.panel.view = null;
      this.furnish();
      this.point(null);
      this.stage.layOut();
      this.choose(data.laid ? (chosen.mode === "blink" ? "swipe" : chosen.mode) : "lines");
    }
    if (data.blink > chosen.seen) {
      chosen.seen = data.blink;
      if (data.laid) this.blink();
    }
  }

  furnish() {
    const { words, laid } = this.data;
    const tools = movements(this.stage, words);
    const modes = laid ? ["swipe", "blink", "difference", "lines"] : ["lines"];
    this.modes = choice("mode", words.modes, modes.map((mode) => [mode, words[mode]]), chosen.mode, (mode) => {
      chosen.mode = mode;
      this.choose(mode);
      // Who asked for less motion is shown the first picture until the button is pressed.
      if (mode === "blink" && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.play(true);
    });
    this.playing = press("play", words.play, () => this.play(!this.timer));
    this.speed = slider(
      "speed",
      words.speed,
      {
        least: 0.4,
        most: MOST_BLINKS,
        step: 0.2,
        value: chosen.speed,
        told: (value) => filled(words.per_second, { times: value.toFixed(1) }),
      },
      (value) => {
        chosen.speed = Math.min(value, MOST_BLINKS);
        if (this.timer) this.play(true);
      },
    );
    this.strength = slider(
      "strength",
      words.strength,
      { least: 1, most: 16, step: 1, value: chosen.strength, told: (value) => filled(words.times, { times: value }) },
      (value) => this.strengthen(value),
    );
    this.scale = element("span", "scale");
    this.scale.append(element("span", "from"), element("i"), element("span", "to"));
    const settings = element("div", "settings");
    settings.append(this.playing, this.speed, this.strength, this.scale);
    if (laid) this.controls.replaceChildren(this.modes, settings, tools);
    else this.controls.replaceChildren(settings, tools);
    this.strengthen(chosen.strength);
    this.divide(chosen.divided);
  }

  choose(mode) {
    const { words } = this.data;
    this.mode = mode;
    this.root.dataset.mode = mode;
    this.stop();
    for (const radio of this.modes.querySelectorAll("input")) radio.checked = radio.value === mode;
    const ends = { difference: [words.same, words.differs], lines: [words.different, words.lined_up] }[mode] ?? ["", ""];
    this.scale.firstChild.textContent = ends[0];
    this.scale.lastChild.textContent = ends[1];
    this.label();
    this.draw();
  }

  // What is seen where: on both sides of the divider, or now.
  label() {
    const { query, candidate_name: candidate } = this.data;
    const said = { swipe: [query.name, candidate], blink: [this.second ? candidate : query.name, ""] }[this.mode];
    for (const [index, label] of this.labels.entries()) {
      label.textContent = said?.[index] ?? "";
      label.hidden = !label.textContent;
    }
  }

  divide(percent) {
    chosen.divided = clamp(Math.round(percent), 0, 100);
    this.divider.style.left = `${chosen.divided}%`;
    this.divider.setAttribute("aria-valuenow", String(chosen.divided));
    this.divider.setAttribute("aria-valuetext", filled(this.data.words.divided, { percent: chosen.divided }));
    this.draw();
  }

  strengthen(times) {
    chosen.strength = times;
    this.difference.style.setProperty("--strength", times);
  }

  // ---- blinking

  blink() {
    chosen.mode = "blink";
    if (this.mode !== "blink") {
      this.choose("blink");
      this.play(true);
    } else {
      this.play(!this.timer);
    }
  }

  play(on) {
    this.stop();
    if (on && this.mode === "blink") {
      this.timer = setInterval(
        () => (this.root.isConnected ? this.turn(!this.second) : this.stop()),
        1000 / Math.min(chosen.speed, MOST_BLINKS),
      );
    }
    this.tell();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.turn(false);
    this.tell();
  }

  tell() {
    if (!this.playing) return;
    const words = this.timer ? this.data.words.pause : this.data.words.play;
    this.playing.replaceChildren(icon(this.timer ? "pause" : "play"), element("span", "", words));
    this.playing.setAttribute("aria-label", words);
    this.playing.title = words;
  }

  turn(second) {
    this.second = second;
    this.root.classList.toggle("second", second);
    if (this.data) this.label();
  }

  // ---- drawing

  point(point) {
    const { words } = this.data;
    const [x, y] = (point ?? [0, 0]).map(Math.round);
    this.readout.textContent = point ? filled(words.place, { x, y }) : words.hint;
  }

  draw() {
    const { panel } = this;
    if (!panel.view) return;
    const [x] = panel.toPicture([(chosen.divided / 100) * this.stage.root.clientWidth, 0]);
    const [left, right] = panel.mirrored ? [-1, x] : [x, panel.size[0]];
    set(this.right, { x: left, y: -1, width: Math.max(0, right - left), height: panel.size[1] + 2 });
    if (this.mode === "swipe") this.divided.setAttribute("clip-path", `url(#${this.name}-part)`);
    else this.divided.removeAttribute("clip-path");
    for (const image of [this.laid, this.evened, this.lower]) image.style.imageRendering = panel.image.style.imageRendering;
  }

  watch() {
    const stop = this.stage.watch(() => this.draw());
    const blink = (event) => {
      event.preventDefault();
      if (this.data.laid) this.blink();
    };
    const mirror = (event) => {
      event.preventDefault();
      this.panel.mirror(!this.panel.mirrored);
      this.draw();
    };
    document.addEventListener("pictrace-blink", blink);
    document.addEventListener("pictrace-mirror", mirror);
    return () => {
      stop();
      document.removeEventListener("pictrace-blink", blink);
      document.removeEventListener("pictrace-mirror", mirror);
    };
  }
}

export default function (component) {
  const { data, parentElement } = component;
  let root = parentElement.querySelector(".registered");
  if (!root) {
    const registered = new Registered(parentElement);
    root = registered.root;
    root.registered = registered;
  }
  root.registered.update(data);
  root.end?.();
  root.end = root.registered.watch();
  return () => root.end();
}
