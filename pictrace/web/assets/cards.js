// Ranked cards. Every text is set as text, never as HTML: names come from files and from the web.
// Elements are kept by id, so that a re-ranking moves cards instead of building them anew and focus stays.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function build(item, pick) {
  const row = element("li");
  const card = element("button", "card");
  card.type = "button";
  card.addEventListener("click", () => pick(item.id));
  row.append(card);
  return row;
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
  list.setAttribute("aria-label", data.label);
  list.classList.toggle("scroll", data.items.length > 12);
  list.pick = (id) => setTriggerValue("picked", id);

  const focused = parentElement.activeElement?.dataset?.id;
  const wanted = new Map();
  for (const item of data.items) {
    const row = list.rows.get(item.id) ?? build(item, (id) => list.pick(id));
    const content = JSON.stringify(item);
    if (row.content !== content) {
      fill(row, item);
      row.content = content;
    }
    wanted.set(item.id, row);
  }
  list.rows = wanted;
  list.replaceChildren(...wanted.values());
  if (focused) wanted.get(Number(focused))?.firstChild.focus({ preventScroll: true });
}
