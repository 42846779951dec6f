// The library's pictures. Text is set as text, never as HTML. Rows are kept by id so that focus stays.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function build(item, list) {
  const row = element("li");
  const open = element("button", "open");
  open.type = "button";
  open.title = item.search;
  open.setAttribute("aria-label", item.search);
  open.addEventListener("click", () => list.search(item.id));
  const picture = element("span", "picture");
  const image = element("img");
  image.alt = "";
  image.loading = "lazy";
  image.addEventListener("error", () => image.remove());
  image.src = item.picture;
  picture.append(image);
  open.append(picture, element("span", "name", item.name), ...(item.note ? [element("span", "note", item.note)] : []));
  const label = element("label");
  const box = element("input");
  box.type = "checkbox";
  box.setAttribute("aria-label", item.select);
  box.addEventListener("change", () => list.select());
  label.append(box);
  row.append(open);
  if (list.selectable) row.append(label);
  row.box = box;
  return row;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let list = parentElement.querySelector("ul");
  if (!list) {
    list = element("ul");
    list.rows = new Map();
    parentElement.append(list);
  }
  list.selectable = data.selectable;
  list.classList.toggle("wide", !data.selectable);
  list.setAttribute("aria-label", data.label);
  const wanted = new Map();
  for (const item of data.items) {
    const row = list.rows.get(item.id) ?? build(item, list);
    row.box.checked = item.selected;
    row.classList.toggle("selected", item.selected);
    wanted.set(item.id, row);
  }
  const same = [...wanted.keys()].join() === [...list.rows.keys()].join();
  list.rows = wanted;
  if (!same) list.replaceChildren(...wanted.values());
  list.search = (id) => setTriggerValue("search", id);
  list.select = () => {
    const chosen = [];
    for (const [id, row] of wanted) {
      row.classList.toggle("selected", row.box.checked);
      if (row.box.checked) chosen.push(id);
    }
    setTriggerValue("selected", chosen);
  };
}
