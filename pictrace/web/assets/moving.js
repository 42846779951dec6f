// Elements glide from where they were to where they are: first, last, invert, play, with transforms alone.

const GLIDE = { duration: 260, easing: "cubic-bezier(.2, .7, .2, 1)" };
const APPEAR = { duration: 160, easing: "ease-out" };

function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Where each element is seen now, on its way included.
export function placesOf(elements) {
  return isStill() ? null : new Map(elements.map((one) => [one, one.getBoundingClientRect()]));
}

// All are measured before any is set going: measuring between would lay the page out again for each.
export function glide(elements, before) {
  if (before === null) return;
  for (const one of elements) one.gliding?.cancel();
  const after = elements.map((one) => one.getBoundingClientRect());
  elements.forEach((one, at) => {
    const from = before.get(one);
    const to = after[at];
    if (!from || from.width === 0) {
      one.gliding = one.animate([{ opacity: 0 }, { opacity: 1 }], APPEAR);
    } else if (from.left !== to.left || from.top !== to.top) {
      const path = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
      one.gliding = one.animate([{ transform: path }, { transform: "none" }], GLIDE);
    }
  });
}
