// One card a hit: built once and kept, then only its score, bar and place are written, many times a second.

import { drawn, element, filled, setText } from "./elements.js";

const LINES = { yes: "M5.5 12.5l4.2 4.2 8.8-9.2", no: "M7 7l10 10M17 7L7 17" };

const GAP = 1.2; // per cent of the bar, so that two parts can be told apart

// told : { pick(id), judge({ id, said }), unfold(stack) }.
export function buildRow(hit, data, told) {
  const row = element("li");
  const card = element("button", "card");
  card.type = "button";
  card.dataset.id = hit.id;
  card.title = hit.name;
  card.addEventListener("click", () => told.pick(hit.id));
  const picture = element("div", "picture");
  const image = element("img");
  image.alt = "";
  image.loading = "lazy";
  image.addEventListener("error", () => picture.classList.add("missing"));
  image.src = hit.picture;
  const place = element("span", "rank");
  picture.append(image, place);

  const body = element("div", "body");
  const head = element("div", "head");
  head.append(element("i", `icon ${hit.kind}`), element("span", "verdict", hit.label));
  const facts = element("div", "facts");
  const fact = element("span", "sure");
  const score = element("span", "score");
  facts.append(fact, score);
  const bar = element("div", "bar");
  const values = element("dl", "values");
  const parts = data.channels.map((channel) => {
    const piece = element("span", channel.key);
    const own = hit.scores[channel.at];
    const text = own === null ? data.words.not_counted : points(own, own >= 1);
    const value = element("dd", own === null ? "off" : "", text);
    const name = element("dt", "", channel.name);
    name.prepend(element("i", channel.key));
    values.append(name, value);
    bar.append(piece);
    return piece;
  });
  body.append(head, element("div", "name", hit.name), facts, bar, values);
  card.append(picture, body);

  const marks = element("div", "marks");
  marks.setAttribute("role", "group");
  marks.setAttribute("aria-label", hit.name);
  for (const said of ["yes", "no"]) {
    const button = element("button", said);
    button.type = "button";
    button.title = data.words[said];
    button.setAttribute("aria-label", data.words[said]);
    button.append(drawn(LINES[said]));
    button.addEventListener("click", () => {
      const taken = row.said === said ? null : said;
      showSaid(row, taken);
      told.judge({ id: hit.id, said: taken ?? "undo" });
    });
    marks.append(button);
  }
  const more = element("button", "more");
  more.type = "button";
  more.addEventListener("click", () => told.unfold(hit.stack));
  row.append(card, marks, more);
  Object.assign(row, { hit, key: hit.key, card, place, fact, score, parts, marks, more });
  return row;
}

// What was said of a card; at once when it is pressed, and again as the server has it.
export function showSaid(row, said) {
  row.said = said;
  for (const button of row.marks.children) button.setAttribute("aria-pressed", String(button.className === said));
}

export function showScore(row, data, sort) {
  const { hit, parts } = row;
  const score = points(hit.score, hit.equal);
  setText(row.place, String(hit.place));
  setText(row.score, filled(data.words.score, { score }));
  setText(row.fact, factOf(hit, data.words, sort));
  // Each part lies over the whole bar and is clipped to its stretch: a width would lay the card out anew.
  let left = 0;
  data.channels.forEach((channel, at) => {
    const width = hit.contributions[channel.at] * 100;
    const right = left + width;
    const end = right - Math.min(GAP, width / 3);
    parts[at].style.clipPath = `inset(0 ${(100 - end).toFixed(2)}% 0 ${left.toFixed(2)}%)`;
    left = right;
  });
  const hint = filled(data.words.hint, { place: hit.place, name: hit.name, verdict: hit.label, score });
  if (row.hint !== hint) row.card.setAttribute("aria-label", (row.hint = hint));
}

// A card that stands for more like it says so, and opens them.
export function showStack(row, stack, isOpen, data, earliest) {
  const others = stack.hits.length - 1;
  const isTop = stack.hits[0] === row.hit;
  row.classList.toggle("stacked", isTop && others > 0 && !isOpen);
  row.classList.toggle("unfolded", isOpen && others > 0);
  row.more.hidden = !isTop || others === 0;
  if (row.more.hidden) return;
  const words = others === 1 ? data.words.one_more : data.words.more;
  const below = isOpen ? "" : earliest;
  const text = isOpen ? data.words.fewer : filled(words[row.hit.group], { count: others });
  if (row.more.text !== text + below) {
    row.more.text = text + below;
    row.more.replaceChildren(element("span", "", text), ...(below ? [element("small", "", below)] : []));
  }
  row.more.setAttribute("aria-expanded", String(isOpen));
}

// What the list is sorted by is said on each card; else how sure the verdict is.
function factOf(hit, words, sort) {
  if (sort === "earliest") return whenOf(hit, words);
  if (sort === "largest") return filled(words.size, { width: hit.width, height: hit.height });
  if (sort !== "changed") return hit.sure;
  return hit.changed === null ? "" : filled(words.changed, { share: Math.round(hit.changed * 100) });
}

export function whenOf(hit, words) {
  return filled(hit.taken ? words.taken : words.added, { date: hit.since.slice(0, 10).replaceAll("-", "\u2011") });
}

// Points of 100; only one and the same picture gets them all. A half goes to the even number, as Python rounds.
export function points(value, isEqual) {
  const near = Math.round(value * 100);
  const even = value * 100 - Math.floor(value * 100) === 0.5 && near % 2 === 1 ? near - 1 : near;
  return String(isEqual ? even : Math.min(99, even));
}
