// Ranked hits → groups of stacks, in the order in which they are shown. A hit says in which group and stack it is.

const ORDER = {
  match: (a, b) => a.place - b.place,
  earliest: (a, b) => compare(a.since, b.since) || a.place - b.place,
  largest: (a, b) => b.width * b.height - a.width * a.height || a.place - b.place,
  // What was never laid on the query comes last: how much it was changed is not known.
  changed: (a, b) => (b.changed ?? -1) - (a.changed ?? -1) || a.place - b.place,
};

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// first : id of the hit that is to stand first, or null. The group and the stack that hold it come first with it.
export function groupHits(ranked, names, sort, first) {
  const order = (a, b) => (b.id === first) - (a.id === first) || ORDER[sort](a, b);
  const groups = names.map((name) => ({ name, stacks: stacksOf(ranked.filter((hit) => hit.group === name), order) }));
  return groups.filter((group) => group.stacks.length > 0);
}

function stacksOf(hits, order) {
  const stacks = new Map();
  for (const hit of [...hits].sort(order)) {
    if (!stacks.has(hit.stack)) stacks.set(hit.stack, { id: hit.stack, hits: [] });
    stacks.get(hit.stack).hits.push(hit);
  }
  return [...stacks.values()];
}

export function earliestOf(hits) {
  return hits.reduce((best, hit) => (compare(hit.since, best.since) < 0 ? hit : best));
}
