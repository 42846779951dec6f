// The weights in a row: a slider for each channel, and the presets. They tell `moved(percents)` of every step while they are dragged.

import { element, filled } from "./elements.js";

export function buildWeights(moved) {
  const root = element("section", "weights");
  const head = element("div", "head");
  const title = element("h2");
  const presets = element("fieldset", "presets");
  const sliders = element("div", "sliders");
  const note = element("p", "note");
  note.setAttribute("role", "status");
  head.append(title, presets);
  root.append(head, sliders, note);
  return { root, title, presets, sliders, note, moved, percents: [], inputs: new Map() };
}

// data.channels : in the order in which they are shown, each with its place in the list of percents.
export function showWeights(weights, data) {
  weights.data = data;
  weights.title.textContent = data.words.weights;
  weights.root.setAttribute("aria-label", data.words.weights);
  weights.sliders.style.setProperty("--channels", data.channels.length);
  if (weights.inputs.size === 0) for (const channel of data.channels) weights.sliders.append(slider(weights, channel));
  const names = data.presets.map((preset) => preset.name).join("\n");
  if (weights.names !== names) {
    weights.names = names;
    const legend = element("legend", "", data.words.presets);
    weights.presets.replaceChildren(legend, ...data.presets.map((preset) => choice(weights, preset)));
  }
}

// Make the controls show these percents, in the order of the scores.
export function setWeights(weights, percents) {
  weights.percents = percents;
  for (const [at, input] of weights.inputs) {
    const value = String(percents[at]);
    if (input.value !== value) input.value = value;
    input.style.setProperty("--part", `${value}%`);
    input.setAttribute("aria-valuetext", filled(weights.data.words.of_hundred, { value }));
    input.shown.textContent = value;
  }
  weights.data.presets.forEach((preset, at) => {
    weights.presets.querySelectorAll("input")[at].checked = preset.percents.every((one, i) => one === percents[i]);
  });
  weights.note.textContent = percents.some((percent) => percent > 0) ? "" : weights.data.words.all_zero;
}

function slider(weights, channel) {
  const label = element("label");
  label.title = channel.help;
  const name = element("span", "name");
  const input = element("input");
  const shown = element("span", "value");
  shown.setAttribute("aria-hidden", "true"); // the slider says it itself
  name.append(element("i", channel.key), element("span", "", channel.name));
  Object.assign(input, { type: "range", min: 0, max: 100, step: weights.data.step, name: channel.key, shown });
  input.setAttribute("aria-label", channel.name);
  input.setAttribute("aria-description", channel.help);
  input.addEventListener("input", () => {
    weights.moved(weights.percents.map((percent, at) => (at === channel.at ? Number(input.value) : percent)));
  });
  weights.inputs.set(channel.at, input);
  label.append(name, shown, input);
  return label;
}

function choice(weights, preset) {
  const label = element("label");
  const input = element("input");
  Object.assign(input, { type: "radio", name: "preset", value: preset.name });
  input.addEventListener("change", () => weights.moved(preset.percents));
  label.append(input, element("span", "", preset.name));
  return label;
}
