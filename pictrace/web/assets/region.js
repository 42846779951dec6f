// The query picture with a box on it: drawn, moved and resized by mouse, touch, keyboard or numbers.
// Text is set as text, never as HTML. The box is kept in pixels of the original, whatever size is shown.

const SIDES = ["x", "y", "width", "height"];
const REACH = { mouse: 8, pen: 12, touch: 18 }; // how near to an edge takes hold of it, in pixels of the screen

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), Math.max(least, most));
}

function filled(template, box) {
  return template.replace(/\{(\w+)\}/g, (_, side) => box[side].toLocaleString("en"));
}

class Chooser {
  constructor(parent) {
    this.figure = element("figure", "pt-query");
    this.frame = element("div", "frame");
    this.stage = element("div", "stage");
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "group");
    this.image = element("img");
    this.image.draggable = false;
    this.box = element("div", "box");
    for (const corner of ["nw", "ne", "sw", "se"]) this.box.append(element("i", corner));
    this.stage.append(this.image, this.box);
    this.frame.append(this.stage);
    this.caption = element("figcaption");
    this.figure.append(this.frame, this.caption);

    this.line = element("div", "line");
    this.hint = element("span", "hint");
    this.toggle = element("button", "toggle");
    this.toggle.type = "button";
    this.line.append(this.hint, this.toggle);
    this.numbers = element("div", "numbers");
    this.numbers.id = "numbers";
    this.toggle.setAttribute("aria-controls", "numbers");
    this.inputs = SIDES.map((side) => {
      const label = element("label");
      const input = element("input");
      input.type = "number";
      input.step = 1;
      input.name = side;
      label.append(element("span"), input);
      this.numbers.append(label);
      return input;
    });
    this.actions = element("div", "actions");
    this.searching = element("button", "search");
    this.whole = element("button", "whole");
    this.searching.type = this.whole.type = "button";
    this.actions.append(this.searching, this.whole);
    parent.append(this.figure, this.line, this.numbers, this.actions);

    this.open = false;
    this.region = null;
    this.listen();
  }

  listen() {
    this.stage.addEventListener("pointerdown", (event) => this.begin(event));
    this.stage.addEventListener("pointermove", (event) => (this.drag ? this.follow(event) : this.point(event)));
    for (const name of ["pointerup", "pointercancel"]) {
      this.stage.addEventListener(name, (event) => this.end(event));
    }
    this.stage.addEventListener("keydown", (event) => this.press(event));
    this.toggle.addEventListener("click", () => {
      this.open = !this.open;
      this.draw();
    });
    for (const input of this.inputs) input.addEventListener("change", () => this.type());
    this.searching.addEventListener("click", () => this.search());
    this.whole.addEventListener("click", () => this.clear());
  }

  update(data, send) {
    const asked = data.region ? Object.fromEntries(SIDES.map((side, at) => [side, data.region[at]])) : null;
    const state = JSON.stringify([data.picture, data.region]);
    this.data = data;
    this.send = send;
    this.asked = asked;
    if (state !== this.state) {
      this.state = state;
      this.region = asked;
      this.drag = null;
    }
    if (this.image.getAttribute("src") !== data.picture) this.image.src = data.picture;
    this.image.alt = data.name;
    this.caption.textContent = this.caption.title = data.name;
    this.stage.style.setProperty("--wide", data.width);
    this.stage.style.setProperty("--high", data.height);
    this.toggle.textContent = data.words.numbers;
    this.searching.textContent = data.words.search;
    this.whole.textContent = data.words.whole;
    this.inputs.forEach((input, at) => (input.previousSibling.textContent = data.words.sides[at]));
    this.draw();
  }

  // ---- what is shown

  draw() {
    const { data, region } = this;
    this.box.hidden = !region;
    if (region) {
      this.box.style.left = `${(100 * region.x) / data.width}%`;
      this.box.style.top = `${(100 * region.y) / data.height}%`;
      this.box.style.width = `${(100 * region.width) / data.width}%`;
      this.box.style.height = `${(100 * region.height) / data.height}%`;
    }
    this.hint.textContent = region ? filled(data.words.size, region) : data.words.hint;
    const says = region ? ` ${filled(data.words.says, region)}` : "";
    this.stage.setAttribute("aria-label", data.words.label + says);
    this.toggle.setAttribute("aria-expanded", String(this.open));
    this.numbers.hidden = !this.open;
    const shown = region ?? { x: 0, y: 0, width: data.width, height: data.height };
    const most = [data.width - this.least(data.width), data.height - this.least(data.height), data.width, data.height];
    this.inputs.forEach((input, at) => {
      input.min = at < 2 ? 0 : this.least(at === 2 ? data.width : data.height);
      input.max = most[at];
      input.value = shown[SIDES[at]];
    });
    const searched = JSON.stringify(region) === JSON.stringify(this.asked);
    this.searching.hidden = !region || searched;
    this.whole.hidden = !region && !this.asked;
    this.actions.hidden = this.searching.hidden && this.whole.hidden;
  }

  least(side) {
    return Math.min(this.data.least, side);
  }

  // A box inside the picture, in whole pixels and large enough to search for.
  fit(box) {
    const { data } = this;
    const width = Math.round(clamp(box.width, this.least(data.width), data.width));
    const height = Math.round(clamp(box.height, this.least(data.height), data.height));
    return {
      x: Math.round(clamp(box.x, 0, data.width - width)),
      y: Math.round(clamp(box.y, 0, data.height - height)),
      width,
      height,
    };
  }

  between(left, top, right, bottom) {
    return this.fit({
      x: Math.min(left, right),
      y: Math.min(top, bottom),
      width: Math.abs(right - left),
      height: Math.abs(bottom - top),
    });
  }

  // ---- mouse and touch

  scale() {
    return this.data.width / this.stage.getBoundingClientRect().width;
  }

  at(event) {
    const frame = this.stage.getBoundingClientRect();
    return {
      x: clamp((event.clientX - frame.left) * this.scale(), 0, this.data.width),
      y: clamp((event.clientY - frame.top) * this.scale(), 0, this.data.height),
    };
  }

  // What the pointer is on: sides of the box, its inside, or nothing.
  hit(event) {
    const { region } = this;
    if (!region) return null;
    const point = this.at(event);
    const reach = (REACH[event.pointerType] ?? 8) * this.scale();
    const across = Math.min(reach, region.width / 3);
    const down = Math.min(reach, region.height / 3);
    const right = region.x + region.width;
    const bottom = region.y + region.height;
    if (point.x < region.x - reach || point.x > right + reach) return null;
    if (point.y < region.y - reach || point.y > bottom + reach) return null;
    return {
      west: point.x < region.x + across,
      east: point.x > right - across,
      north: point.y < region.y + down,
      south: point.y > bottom - down,
    };
  }

  point(event) {
    const hit = this.hit(event);
    const name = hit && `${hit.north ? "n" : hit.south ? "s" : ""}${hit.west ? "w" : hit.east ? "e" : ""}`;
    this.stage.style.cursor = hit === null ? "crosshair" : name ? `${name}-resize` : "move";
  }

  begin(event) {
    if (event.button !== 0 || this.drag) return;
    event.preventDefault();
    this.stage.focus({ preventScroll: true });
    this.stage.setPointerCapture(event.pointerId);
    this.point(event);
    this.drag = { id: event.pointerId, hit: this.hit(event), from: this.at(event), before: this.region, moved: false };
  }

  follow(event) {
    const { drag } = this;
    if (event.pointerId !== drag.id) return;
    const now = this.at(event);
    const far = Math.hypot(now.x - drag.from.x, now.y - drag.from.y) / this.scale();
    if (!drag.moved && far < 4) return; // a click is no box
    drag.moved = true;
    const box = drag.before;
    if (!drag.hit) {
      this.region = this.between(drag.from.x, drag.from.y, now.x, now.y);
    } else if (Object.values(drag.hit).some(Boolean)) {
      const right = box.x + box.width;
      const bottom = box.y + box.height;
      const x = now.x - drag.from.x;
      const y = now.y - drag.from.y;
      this.region = this.between(
        drag.hit.west ? box.x + x : box.x,
        drag.hit.north ? box.y + y : box.y,
        drag.hit.east ? right + x : right,
        drag.hit.south ? bottom + y : bottom,
      );
    } else {
      this.region = this.fit({ ...box, x: box.x + now.x - drag.from.x, y: box.y + now.y - drag.from.y });
    }
    this.draw();
  }

  end(event) {
    if (!this.drag || event.pointerId !== this.drag.id) return;
    if (event.type === "pointercancel") this.region = this.drag.before;
    this.drag = null;
    this.draw();
  }

  // ---- keyboard and numbers

  press(event) {
    const { data, region } = this;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (!step && !["Enter", " ", "Escape"].includes(event.key)) return;
    if (event.key === "Escape" && !region && !this.asked) return;
    event.preventDefault();
    if (event.key === "Escape") {
      this.clear();
    } else if (!region) {
      this.region = this.fit({ x: data.width / 4, y: data.height / 4, width: data.width / 2, height: data.height / 2 });
      this.draw();
    } else if (step) {
      const far = Math.max(1, Math.round(Math.min(data.width, data.height) / 50));
      const [x, y] = step.map((one) => one * far);
      const grown = {
        ...region,
        width: Math.min(region.width + x, data.width - region.x),
        height: Math.min(region.height + y, data.height - region.y),
      };
      this.region = this.fit(event.shiftKey ? grown : { ...region, x: region.x + x, y: region.y + y });
      this.draw();
    } else if (event.key === "Enter") {
      this.search();
    }
  }

  type() {
    const given = this.inputs.map((input) => input.valueAsNumber);
    if (given.every(Number.isFinite)) {
      const [x, y, width, height] = given;
      const left = clamp(x, 0, this.data.width - this.least(this.data.width));
      const top = clamp(y, 0, this.data.height - this.least(this.data.height));
      this.region = this.fit({
        x: left,
        y: top,
        width: Math.min(width, this.data.width - left),
        height: Math.min(height, this.data.height - top),
      });
      if (this.region.width === this.data.width && this.region.height === this.data.height) this.region = null;
    }
    this.draw();
  }

  // ---- asking

  search() {
    if (!this.searching.hidden) this.send("region", SIDES.map((side) => this.region[side]));
  }

  clear() {
    this.region = null;
    this.draw();
    if (this.asked) this.send("whole", true);
    this.stage.focus({ preventScroll: true });
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let root = parentElement.querySelector(".chooser");
  if (!root) {
    root = element("div", "chooser");
    parentElement.append(root);
    root.chooser = new Chooser(root);
  }
  root.chooser.update(data, setTriggerValue);
}
