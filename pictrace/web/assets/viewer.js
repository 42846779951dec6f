// Two pictures beside each other, what agrees in them, and how they differ.

import { check, choice, inverse, mapped, press, pressed, slider } from "./drawing.js";
import { element, filled } from "./elements.js";
import { Areas, sample } from "./areas.js";
import { Lens } from "./lens.js";
import { Lines } from "./lines.js";
import { Panel } from "./panel.js";
import { Stage, movements } from "./stage.js";

// What a person chose stays when another pair is looked at.
const chosen = { way: "auto", together: true, count: 40, opacity: 0.9, cover: 0.9, agreeing: true, stray: false };

class Viewer {
  constructor(parent) {
    this.root = element("div", "viewer");
    this.query = new Panel();
    this.candidate = new Panel();
    this.stage = new Stage([this.query, this.candidate], {
      moved: (panel, movement) => this.follow(panel, movement),
      pointed: (panel, point) => this.point(panel, point),
    });
    this.stage.way = chosen.way;
    this.areas = [this.query, this.candidate].map((panel) => new Areas(panel));
    this.lines = new Lines(this.stage, this.query, this.candidate, (line) => this.inspect(line));
    this.lens = new Lens(this.stage, this.query, this.candidate);
    this.captions = element("div", "captions");
    this.names = [element("span", "name"), element("span", "name")];
    this.captions.append(...this.names);
    this.controls = element("div", "controls");
    this.readout = element("p", "readout");
    this.told = element("p", "unseen");
    this.told.setAttribute("role", "status");
    this.legend = element("ul", "legend");
    this.root.append(this.captions, this.stage.root, this.controls, this.legend, this.readout, this.told);
    parent.append(this.root);
  }

  update(data) {
    this.data = data;
    const { words } = data;
    const fresh = data.shows !== this.shows;
    this.shows = data.shows;
    for (const [panel, picture, name] of [
      [this.query, data.query, this.names[0]],
      [this.candidate, data.candidate, this.names[1]],
    ]) {
      panel.show(picture);
      panel.svg.setAttribute("aria-label", filled(words.panel, { name: picture.name }));
      name.textContent = name.title = picture.name;
    }
    if (!fresh) return;
    this.query.view = this.candidate.view = null;
    this.mirror(data.mirrored);
    this.areas[0].update(data.areas.query, data.outlines.query);
    this.areas[1].update(data.areas.candidate, data.outlines.candidate);
    this.lines.shown = { agreeing: chosen.agreeing, stray: chosen.stray };
    this.lines.count = chosen.count;
    this.lines.update(data.lines, (line) => this.called(line));
    this.fade(chosen.opacity);
    for (const areas of this.areas) areas.fade(chosen.cover);
    this.furnish();
    this.point(null, null);
    this.stage.layOut();
  }

  called(line) {
    const places = [...line.from, ...line.to].map((value) => Math.round(value));
    const [x, y, toX, toY] = places;
    return filled(this.data.words[line.kind === "agreeing" ? "agrees" : "strays"], { x, y, toX, toY });
  }

  // ---- controls

  furnish() {
    const { data } = this;
    const { words } = data;
    const ways = [
      ["beside", words.beside, "beside"],
      ["below", words.below, "below"],
    ];
    this.mirroring = press("mirror", words.mirror, () => this.mirror(!this.query.mirrored));
    pressed(this.mirroring, this.query.mirrored);
    this.ways = choice("way", words.way, ways, this.stage.beside === false ? "below" : "beside", (way) => {
      chosen.way = way;
      this.stage.arrange(way);
    });
    const tools = movements(this.stage, words);
    tools.append(this.ways, this.mirroring);
    if (data.link) tools.append(this.joined());
    this.controls.replaceChildren(tools);
    const settings = element("div", "settings");
    const most = Math.max(data.lines.agreeing.length, data.lines.stray.length);
    for (const kind of ["agreeing", "stray"]) {
      if (data.lines[kind].length) {
        settings.append(
          check(kind, filled(words[kind], { count: data.counts[kind].toLocaleString("en") }), chosen[kind], (on) => {
            chosen[kind] = this.lines.shown[kind] = on;
            this.lines.choose();
          }),
        );
      }
    }
    if (most > 1) {
      const count = { least: 1, most, step: 1, value: Math.min(chosen.count, most), told: (value) => String(value) };
      settings.append(
        slider("count", words.count, count, (value) => {
          chosen.count = this.lines.count = value;
          this.lines.choose();
        }),
      );
    }
    if (most) {
      settings.append(this.fader("opacity", words.opacity, (value) => this.fade(value)));
    }
    const kinds = [...new Set([...data.areas.query, ...data.areas.candidate].map((area) => area.kind))];
    if (kinds.length) {
      settings.append(
        this.fader("cover", words.cover, (value) => {
          for (const areas of this.areas) areas.fade(value);
        }),
      );
    }
    if (settings.children.length) this.controls.append(settings);
    this.legend.replaceChildren(...data.legend.map((entry) => this.entry(entry)));
    this.legend.hidden = !data.legend.length;
  }

  joined() {
    const button = press("together", this.data.words.together, () => {
      chosen.together = !chosen.together;
      pressed(button, chosen.together);
    });
    pressed(button, chosen.together);
    return button;
  }

  fader(name, words, act) {
    const value = Math.round(100 * chosen[name]);
    return slider(name, words, { least: 0, most: 100, step: 5, value, told: (percent) => `${percent} %` }, (percent) => {
      chosen[name] = percent / 100;
      act(percent / 100);
    });
  }

  entry({ kind, words, share }) {
    const item = element("li");
    item.append(sample(kind), element("b", "", words), element("span", "", share));
    return item;
  }

  fade(opacity) {
    this.lines.root.style.opacity = opacity;
  }

  mirror(on) {
    this.query.mirror(on);
    if (this.mirroring) pressed(this.mirroring, on);
    this.names[0].dataset.mirrored = on ? this.data.words.mirrored : "";
    this.redraw();
  }

  // ---- both pictures together

  follow(panel, movement) {
    const { link } = this.data;
    if (!chosen.together || !link) return;
    const there = panel === this.query ? link : inverse(link);
    const other = panel === this.query ? this.candidate : this.query;
    if (panel.fitted) {
      other.fit();
      return;
    }
    if (movement.at) {
      const point = mapped(there, movement.at);
      if (!other.covers(point)) return;
      if (!other.has(other.toStage(point))) other.centreOn(point);
      other.zoom(movement.factor, other.toStage(point));
      return;
    }
    const at = panel.toPicture(panel.centre);
    const before = mapped(there, at);
    const from = panel.toStage(at);
    const after = mapped(there, panel.toPicture([from[0] - movement.across, from[1] - movement.down]));
    const [here, next] = [other.toStage(before), other.toStage(after)];
    other.pan(here[0] - next[0], here[1] - next[1]);
  }

  // The same place in the other picture is marked.
  point(panel, point) {
    const { link, words } = this.data;
    const other = panel === this.query ? this.candidate : this.query;
    for (const each of [this.query, this.candidate]) each.mark(null);
    if (!point) {
      this.readout.textContent = words.hint;
      return;
    }
    const [x, y] = point.map(Math.round);
    const place = filled(words.place, { x, y });
    const same = link && mapped(panel === this.query ? link : inverse(link), point);
    if (same && other.covers(same)) {
      other.mark(same);
      const [toX, toY] = same.map(Math.round);
      const there = filled(words.place, { x: toX, y: toY });
      const [first, second] = panel === this.query ? [place, there] : [there, place];
      this.readout.textContent = filled(words.both, { query: first, candidate: second });
    } else {
      this.readout.textContent = filled(panel === this.query ? words.in_query : words.in_candidate, { place });
    }
  }

  inspect(line) {
    this.lens.show(line, this.data.link, this.data.words);
    if (line?.root.matches(":focus")) this.told.textContent = this.called(line);
  }

  redraw() {
    if (!this.query.view || !this.candidate.view) return;
    this.lines.draw();
    for (const areas of this.areas) areas.draw();
    for (const radio of this.ways?.querySelectorAll("input") ?? []) {
      radio.checked = radio.value === (this.stage.beside ? "beside" : "below");
    }
  }

  watch() {
    const stop = this.stage.watch(() => this.redraw());
    const mirror = (event) => {
      event.preventDefault();
      this.mirror(!this.query.mirrored);
    };
    document.addEventListener("pictrace-mirror", mirror);
    return () => {
      stop();
      document.removeEventListener("pictrace-mirror", mirror);
    };
  }
}

export default function (component) {
  const { data, parentElement } = component;
  let root = parentElement.querySelector(".viewer");
  if (!root) {
    const viewer = new Viewer(parentElement);
    root = viewer.root;
    root.viewer = viewer;
  }
  root.viewer.update(data);
  root.stop?.();
  root.stop = root.viewer.watch();
  return () => root.stop();
}
