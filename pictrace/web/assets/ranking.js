// The ranking as it is weighed: sliders, groups and cards. While a slider is dragged everything is reckoned and moved
// here; the server hears of it once, when the slider has come to rest.

import { buildRow, showSaid, showScore, showStack, whenOf, points } from "./cards.js";
import { element, filled, setText } from "./elements.js";
import { earliestOf, groupHits } from "./grouping.js";
import { canShift, settle, shift } from "./moving.js";
import { rankHits } from "./scoring.js";
import { buildWeights, setWeights, showWeights } from "./weights.js";

const REST = 300; // milliseconds without a movement
const LONG = 15; // more cards scroll in a frame of their own, so that the evidence below is not far away

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const view = parentElement.view ?? (parentElement.view = build(parentElement));
  view.send = setTriggerValue;
  receive(view, data);
}

function build(parent) {
  const root = element("div", "ranking");
  const view = { root, rows: new Map(), sections: new Map(), unfolded: new Set(), serial: 0, timer: null, frame: null };
  view.weights = buildWeights((percents) => move(view, percents));
  const head = element("div", "listhead");
  view.title = element("h2");
  view.sorting = element("select");
  view.sorting.addEventListener("change", () => {
    view.sort = view.sorting.value;
    draw(view);
    view.send("sort", view.sort);
  });
  view.sortLabel = element("label", "sort");
  view.sortLabel.append(element("span"), view.sorting);
  head.append(view.title, view.sortLabel);
  view.groups = element("div", "groups");
  view.said = element("p", "aside");
  view.said.setAttribute("aria-live", "polite");
  root.append(view.weights.root, head, view.groups, view.said);
  parent.append(root);
  return view;
}

// What the server has. Its weights count only when it has heard of the last ones set here: a run that began before
// must not pull a slider back.
function receive(view, data) {
  const isNew = view.question !== data.question;
  view.data = data;
  view.hits = hitsOf(data);
  showWeights(view.weights, data);
  if (view.serial <= data.serial) {
    view.serial = data.serial;
    if (view.timer === null) setWeights(view.weights, data.percents);
  }
  if (view.sort !== data.sort) view.sort = data.sort;
  if (isNew) {
    view.question = data.question;
    view.isOpen = null; // look-alikes: nobody has opened or closed them yet
    view.unfolded.clear();
    view.rows.clear();
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }
  for (const hit of view.hits) if (view.rows.get(hit.id)?.key !== hit.key) view.rows.delete(hit.id);
  view.title.textContent = data.words.list;
  showSorting(view);
  draw(view);
}

// data.hits holds a list for each field; here each hit becomes one object. key : what its card is built of.
function hitsOf({ hits, verdicts }) {
  return hits.id.map((id, at) => {
    const hit = { id };
    for (const field of Object.keys(hits)) hit[field] = hits[field][at];
    hit.key = JSON.stringify([hit.name, hit.verdict, hit.picture, hit.scores, hit.stack]);
    return Object.assign(hit, verdicts[hit.verdict]);
  });
}

function showSorting(view) {
  const { sorts, words } = view.data;
  if (!view.sorting.length) {
    for (const [value, name] of Object.entries(sorts)) view.sorting.append(new Option(name, value));
    view.sortLabel.firstChild.textContent = words.sort;
  }
  view.sorting.value = view.sort;
}

function move(view, percents) {
  setWeights(view.weights, percents);
  view.isOpen ??= true; // who weighs wants to see the order
  view.serial += 1;
  clearTimeout(view.timer);
  view.timer = setTimeout(() => {
    view.timer = null;
    draw(view);
    view.send("weights", { percents: view.weights.percents, serial: view.serial });
    announce(view);
  }, REST);
  // Several steps within a frame are drawn once.
  view.frame ??= requestAnimationFrame(() => {
    view.frame = null;
    draw(view);
  });
}

function announce(view) {
  const best = view.ranked[0];
  if (best) view.said.textContent = filled(view.data.words.first, { name: best.name, score: points(best.score, best.equal) });
}

function draw(view) {
  const start = performance.now();
  const { data } = view;
  view.ranked = rankHits(view.hits, view.weights.percents, data.fallback);
  // Under the weights that answers are checked by, the hit that the answer rests on stands first.
  const isUsual = data.usual.every((percent, at) => percent === view.weights.percents[at]);
  const first = isUsual && view.sort === "match" ? data.answer : null;
  const groups = groupHits(view.ranked, data.groups.map(({ name }) => name), view.sort, first);
  const holder = groups.findIndex(({ stacks }) => stacks.some(({ hits }) => hits.some(({ id }) => id === data.answer)));
  if (holder > 0) groups.unshift(...groups.splice(holder, 1));
  const sections = groups.map((group) => sectionOf(view, group));
  view.groups.classList.toggle("long", sections.reduce((sum, { wanted }) => sum + wanted.length, 0) > LONG);
  const isDragged = view.timer !== null && canShift(view.groups, sections);
  view.root.classList.toggle("dragged", isDragged);
  if (isDragged) {
    for (const row of shift(sections)) showScore(row, data, view.sort);
  } else {
    const focused = view.root.getRootNode().activeElement;
    const isMoved = settle(view.groups, sections);
    if (isMoved && focused && view.root.contains(focused)) focused.focus({ preventScroll: true });
    for (const section of sections) for (const row of section.wanted) showScore(row, data, view.sort);
  }
  performance.measure("pictrace draw", { start });
  performance.clearMeasures("pictrace draw");
}

function sectionOf(view, group) {
  const { data } = view;
  const words = data.groups.find(({ name }) => name === group.name);
  if (!view.sections.has(group.name)) view.sections.set(group.name, buildSection(view, words));
  const section = view.sections.get(group.name);
  const count = group.stacks.reduce((sum, stack) => sum + stack.hits.length, 0);
  const isOpen = !words.closable || (view.isOpen ?? !data.closed);
  const shown = isOpen ? group.stacks.slice(0, data.top) : [];
  setText(section.name, words.title);
  setText(section.count, String(count));
  const cut = group.stacks.length > shown.length;
  setText(section.rest, isOpen ? (cut ? filled(data.words.best, { shown: shown.length }) : "") : data.words.open);
  if (words.closable) section.toggle.setAttribute("aria-expanded", String(isOpen));
  section.list.setAttribute("aria-label", words.title);
  section.wanted = shown.flatMap((stack) => rowsOf(view, stack));
  section.classList.toggle("closed", !isOpen);
  return section;
}

function buildSection(view, { name, closable }) {
  const section = element("section", `group ${name}`);
  const head = element("h3");
  section.name = element("span");
  section.count = element("span", "count");
  section.rest = element("span", "rest");
  // Look-alikes can be closed; a plain heading is no button.
  section.toggle = element(closable ? "button" : "span", "toggle");
  section.toggle.append(section.name, section.count, section.rest);
  if (closable) {
    section.toggle.type = "button";
    section.toggle.addEventListener("click", () => {
      view.isOpen = section.toggle.getAttribute("aria-expanded") !== "true";
      draw(view);
    });
  }
  head.append(section.toggle);
  section.list = element("ol", "grid");
  section.append(head, section.list);
  return section;
}

function rowsOf(view, stack) {
  const { data } = view;
  const picked = stack.hits.findIndex((hit) => hit.id === data.picked);
  // A hit that was picked elsewhere is not left hidden; the one that the answer rests on was picked by nobody.
  if (picked > 0 && data.picked !== data.answer && view.shownPick !== data.picked) view.unfolded.add(stack.id);
  if (picked >= 0) view.shownPick = data.picked;
  const isOpen = view.unfolded.has(stack.id);
  const earliest = stack.hits.length > 1 ? earliestWords(stack, data.words) : "";
  return (isOpen ? stack.hits : stack.hits.slice(0, 1)).map((hit) => {
    const row = view.rows.get(hit.id) ?? buildRow(hit, data, view.told ?? (view.told = tellers(view)));
    view.rows.set(hit.id, row);
    if (row.heard !== data) {
      row.heard = data;
      row.hit = hit;
      row.card.setAttribute("aria-pressed", String(hit.id === data.picked));
      showSaid(row, hit.said === null ? null : hit.said ? "yes" : "no");
    }
    showStack(row, stack, isOpen, data, earliest);
    return row;
  });
}

function earliestWords(stack, words) {
  const earliest = earliestOf(stack.hits);
  return filled(words.earliest, { name: earliest.name, when: whenOf(earliest, words) });
}

function tellers(view) {
  return {
    pick: (id) => view.send("picked", id),
    judge: (judged) => view.send("judged", judged),
    unfold: (stack) => {
      if (!view.unfolded.delete(stack)) view.unfolded.add(stack);
      draw(view);
    },
  };
}
