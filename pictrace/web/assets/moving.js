// Cards glide to their new places with transforms alone.
//
// While a slider is dragged nothing is put elsewhere in the document: every card keeps its slot, and a transform shows
// it in the cell where it belongs now, so that no layout is made anew. Only what is in sight is written. When the slider
// rests, `settle` puts the cards in order in the document too, for keyboard and screen reader.

const GLIDE = { duration: 260, easing: "cubic-bezier(.2, .7, .2, 1)" };
const APPEAR = { duration: 160, easing: "ease-out" };
const MARGIN = 200; // pixels above and below the window in which cards are kept true

function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Sections that hold other cards than before can be shifted as long as each holds as many.
export function canShift(parent, sections) {
  const isSame = parent.children.length === sections.length && sections.every((one, at) => parent.children[at] === one);
  return isSame && sections.every(({ list, wanted }) => list.children.length === wanted.length);
}

// Show every wanted card in its cell; returns those that are in sight there or were before. Reads come before writes.
export function shift(sections) {
  const plans = sections.map((section) => {
    section.cells ??= [...section.list.children].map((slot) => ({ x: slot.offsetLeft, y: slot.offsetTop }));
    const top = section.list.getBoundingClientRect().top;
    const isSeen = section.cells.map(({ y }) => top + y > -MARGIN - 400 && top + y < innerHeight + MARGIN);
    return { section, isSeen };
  });
  return plans.flatMap(({ section, isSeen }) => {
    takeSlots(section);
    return section.wanted.filter((row, cell) => {
      const was = row.cell ?? row.slot;
      if (!isSeen[cell] && !isSeen[was]) return false;
      if (was !== cell) showIn(row, cell, section.cells);
      return true;
    });
  });
}

// A card that comes in takes the slot of one that goes.
function takeSlots({ list, wanted }) {
  const staying = new Set(wanted);
  const slots = [...list.children];
  slots.forEach((row, at) => {
    row.slot = at;
  });
  const free = slots.filter((row) => !staying.has(row));
  for (const row of wanted) {
    if (row.parentNode === list) continue;
    const gone = free.pop();
    row.slot = gone.slot;
    row.cell = undefined;
    row.style.transform = "";
    gone.replaceWith(row);
    gone.cell = undefined;
    gone.style.transform = "";
    if (!isStill()) row.animate([{ opacity: 0 }, { opacity: 1 }], APPEAR);
  }
}

function showIn(row, cell, cells) {
  row.cell = cell;
  const [from, to] = [cells[row.slot], cells[cell]];
  row.style.transform = row.slot === cell ? "" : `translate(${to.x - from.x}px, ${to.y - from.y}px)`;
}

// Put sections and cards in their places in the document; what is seen elsewhere before glides there.
export function settle(parent, sections) {
  const rows = sections.flatMap((section) => section.wanted);
  const before = isStill() ? null : new Map(rows.map((row) => [row, row.isConnected ? row.getBoundingClientRect() : null]));
  let isMoved = place(parent, sections);
  for (const section of sections) {
    isMoved = place(section.list, section.wanted) || isMoved;
    section.cells = null;
  }
  for (const row of rows) {
    row.cell = undefined;
    if (row.style.transform) row.style.transform = "";
  }
  if (isMoved && before) glide(rows, before);
  return isMoved;
}

// All are measured before any is set going: measuring between would lay the page out again for each.
function glide(rows, before) {
  for (const row of rows) row.gliding?.cancel();
  const after = rows.map((row) => row.getBoundingClientRect());
  rows.forEach((row, at) => {
    const [from, to] = [before.get(row), after[at]];
    if (from === null) {
      row.gliding = row.animate([{ opacity: 0 }, { opacity: 1 }], APPEAR);
    } else if (Math.abs(from.left - to.left) > 1 || Math.abs(from.top - to.top) > 1) {
      const path = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
      row.gliding = row.animate([{ transform: path }, { transform: "none" }], GLIDE);
    }
  });
}

// What stands right is not touched. Returns whether anything was.
function place(parent, wanted) {
  if (parent.children.length === wanted.length && wanted.every((one, at) => parent.children[at] === one)) return false;
  parent.replaceChildren(...wanted);
  return true;
}
