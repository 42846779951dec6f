// Ranked cards. Every text is set as text, never as HTML: names come from files and from the web.
// Elements are kept by id, so that a re-ranking moves cards instead of building them anew and focus stays.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const LINES = { yes: "M5.5 12.5l4.2 4.2 8.8-9.2", no: "M7 7l10 10M17 7L7 17" };

function mark(said, press) {
  const button = element("button", said);
  button.type = "button";
  button.addEventListener("click", () => press(said));
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", LINES[said]);
  icon.append(line);
  button.append(icon);
  return button;
}

function build(item, list) {
  const row = element("li");
  const card = element("button", "card");
  card.type = "button";
  card.addEventListener("click", () => list.pick(item.id));
  const marks = element("div", "marks");
  marks.setAttribute("role", "group");
  const press = (said) => {
    const taken = row.said === said ? null : said;
    show(row, taken);
    list.judge({ id: item.id, said: taken ?? "undo" });
  };
  marks.append(mark("yes", press), mark("no", press));
  row.append(card, marks);
  return row;
}

// What was said of a card; at once when it is pressed, and again as the server has it.
function show(row, said) {
  row.said = said;
  for (const button of row.lastChild.children) button.setAttribute("aria-pressed", String(button.className === said));
}

function fill(row, item) {
  const card = row.firstChild;
  card.setAttribute("aria-pressed", item.picked ? "true" : "false");
  card.setAttribute("aria-label", item.hint);
  card.dataset.id = item.id;
  card.title = item.name;
  const picture = element("div", "picture");
  const image = element("img");
  image.alt = "";
  image.loading = "lazy";
  image.addEventListener("error", () => picture.classList.add("missing"));
  image.src = item.picture;
  picture.append(image, element("span", "rank", item.rank));

  const body = element("div", "body");
  const head = element("div", "head");
  head.append(element("i", `icon ${item.kind}`), element("span", "verdict", item.verdict));
  const facts = element("div", "facts");
  facts.append(element("span", "sure", item.sure), element("span", "score", item.score));
  body.append(head, element("div", "name", item.name), facts);

  const bar = element("div", "bar");
  const values = element("dl", "values");
  for (const part of item.parts) {
    const piece = element("span", part.channel);
    piece.style.width = `${part.width}%`;
    if (part.width === 0) piece.style.border = "0";
    piece.title = part.hint;
    bar.append(piece);
    const label = element("dt", "", part.label);
    label.title = part.hint;
    values.append(element("i", part.channel), label, element("dd", part.counted ? "" : "off", part.value));
  }
  body.append(bar, values);
  card.replaceChildren(picture, body);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let list = parentElement.querySelector("ol");
  if (!list) {
    list = element("ol", "grid");
    list.rows = new Map();
    parentElement.append(list);
  }
  if (list.question !== data.question) {
    list.question = data.question;
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }
  list.setAttribute("aria-label", data.words.label);
  list.classList.toggle("scroll", data.items.length > 12);
  list.pick = (id) => setTriggerValue("picked", id);
  list.judge = (judged) => setTriggerValue("judged", judged);

  const focused = parentElement.activeElement;
  const wanted = new Map();
  for (const item of data.items) {
    const row = list.rows.get(item.id) ?? build(item, list);
    const content = JSON.stringify(item);
    if (row.content !== content) {
      fill(row, item);
      row.content = content;
    }
    row.lastChild.setAttribute("aria-label", item.name);
    for (const button of row.lastChild.children) {
      button.title = data.words[button.className];
      button.setAttribute("aria-label", data.words[button.className]);
    }
    show(row, item.said === null ? null : item.said ? "yes" : "no");
    wanted.set(item.id, row);
  }
  list.rows = wanted;
  list.replaceChildren(...wanted.values());
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}
