// What the scripts that draw pictures share: shapes, homographies, controls.

import { element } from "./elements.js";

export function shape(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  return set(made, attributes ?? {});
}

export function set(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function clamp(value, least, most) {
  return Math.min(Math.max(value, least), Math.max(least, most));
}

// Where a homography, nine numbers row by row, takes a point.
export function mapped(homography, [x, y]) {
  const [a, b, c, d, e, f, g, h, i] = homography;
  const depth = g * x + h * y + i;
  return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
}

// How a small step from the point is moved, row by row.
export function jacobian(homography, point) {
  const [x, y] = mapped(homography, point);
  const [a, b, , d, e, , g, h, i] = homography;
  const depth = g * point[0] + h * point[1] + i;
  return [(a - x * g) / depth, (b - x * h) / depth, (d - y * g) / depth, (e - y * h) / depth];
}

export function inverse(m) {
  const [a, b, c, d, e, f, g, h, i] = m;
  const [A, B, C] = [e * i - f * h, c * h - b * i, b * f - c * e];
  const determinant = a * A + d * B + g * C;
  return [A, B, C, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d].map(
    (value) => value / determinant,
  );
}

// ---- controls

// Drawings of buttons, 24 × 24.
const ICONS = {
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  one: "M5 7l2-1.5V18M17 7l2-1.5V18M12 9.5v.1M12 15v.1",
  closer: "M12 5v14M5 12h14",
  farther: "M5 12h14",
  beside: "M3.5 5.5h7v13h-7zM13.5 5.5h7v13h-7z",
  below: "M4.5 3.5h15v7h-15zM4.5 13.5h15v7h-15z",
  mirror: "M12 3v18M9 7l-6 10h6zM15 7l6 10h-6z",
  together: "M9.5 14.5l5-5M8 11l-2.5 2.5a3.5 3.5 0 0 0 5 5L13 16M16 13l2.5-2.5a3.5 3.5 0 0 0-5-5L11 8",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
};

export function icon(name) {
  const drawing = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" });
  drawing.append(shape("path", { d: ICONS[name] }));
  return drawing;
}

// A button with a drawing; words are its name and its tooltip.
export function press(name, words, act) {
  const made = element("button", `tool ${name}`);
  made.type = "button";
  made.append(icon(name));
  made.title = words;
  made.setAttribute("aria-label", words);
  made.addEventListener("click", act);
  return made;
}

export function pressed(button, on) {
  button.setAttribute("aria-pressed", String(on));
}

// A slider with its name and its value. told : how the value is said.
export function slider(className, name, { least, most, step, value, told }, act) {
  const label = element("label", `slider ${className}`);
  const range = element("input");
  const shown = element("output", "", told(value));
  Object.assign(range, { type: "range", min: least, max: most, step });
  range.value = value;
  const tell = () => {
    shown.textContent = told(range.valueAsNumber);
    range.setAttribute("aria-valuetext", shown.textContent);
  };
  range.addEventListener("input", () => {
    tell();
    act(range.valueAsNumber);
  });
  tell();
  label.append(element("span", "", name), range, shown);
  return label;
}

export function check(className, name, on, act) {
  const label = element("label", `check ${className}`);
  const box = element("input");
  box.type = "checkbox";
  box.checked = on;
  box.addEventListener("change", () => act(box.checked));
  label.append(box, element("i", "swatch"), element("span", "", name));
  return label;
}

// One of several, as radio buttons that look like one bar. choices : [value, words, icon or null].
export function choice(name, legend, choices, value, act) {
  const group = element("fieldset", `choice ${name}`);
  const caption = element("legend", "unseen", legend);
  group.append(caption);
  const own = `${name}-${Math.random().toString(36).slice(2)}`;
  for (const [each, words, drawing] of choices) {
    const label = element("label");
    const radio = element("input");
    Object.assign(radio, { type: "radio", name: own, value: each, checked: each === value });
    radio.addEventListener("change", () => act(each));
    label.append(radio);
    if (drawing) {
      label.title = words;
      label.append(icon(drawing), element("span", "unseen", words));
    } else {
      label.append(element("span", "", words));
    }
    group.append(label);
  }
  return group;
}
