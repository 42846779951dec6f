// The weighted sum of pictrace/matching/ranking.py, number for number: the same divisions in the same order and exact sums,
// so that ties are ties here as there. Scores are in [0, 1], or null where the query cannot supply the channel.

// The sum of the numbers, rounded once, as Python's math.fsum (Shewchuk, 1997: a list of parts that do not overlap).
export function exactSum(values) {
  const parts = [];
  for (let x of values) {
    let kept = 0;
    for (let y of parts) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) parts[kept++] = low;
      x = high;
    }
    parts.length = kept;
    parts.push(x);
  }
  let at = parts.length;
  if (at === 0) return 0;
  let high = parts[--at];
  let low = 0;
  while (at > 0 && low === 0) {
    const x = high;
    const y = parts[--at];
    high = x + y;
    low = y - (high - x);
  }
  // A half is rounded to even unless a further part says to which side it belongs.
  if (at > 0 && ((low < 0 && parts[at - 1] < 0) || (low > 0 && parts[at - 1] > 0))) {
    const doubled = low * 2;
    const x = high + doubled;
    if (x - high === doubled) high = x;
  }
  return high;
}

// Channel by channel the share of the whole that its weight is, over the channels that any hit has; all 0 when no
// weighted channel is left. percents are whole numbers from 0 to 100.
export function sharesOf(percents, hits) {
  const weights = percents.map((percent, at) => (hits.some((hit) => hit.scores[at] !== null) ? percent / 100 : 0));
  const heaviest = Math.max(...weights);
  if (heaviest === 0) return weights;
  const against = weights.map((weight) => weight / heaviest);
  const whole = exactSum(against);
  return against.map((weight) => weight / whole);
}

export function contributionsOf(hit, shares) {
  return hit.scores.map((score, at) => (score === null ? 0 : score) * shares[at]);
}

// Gives each hit its contributions, score and place from 1, and returns them best first, ties by id. When nothing is
// weighted every score is 0 and the order is that of one channel; fallback : its place.
export function rankHits(hits, percents, fallback = 0) {
  const shares = sharesOf(percents, hits);
  for (const hit of hits) {
    hit.contributions = contributionsOf(hit, shares);
    hit.score = Math.min(1, exactSum(hit.contributions));
  }
  const key = shares.some((share) => share > 0) ? (hit) => hit.score : (hit) => hit.scores[fallback];
  const ranked = [...hits].sort((a, b) => key(b) - key(a) || a.id - b.id);
  ranked.forEach((hit, at) => {
    hit.place = at + 1;
  });
  return ranked;
}
