// The keys of the page. They do nothing while somebody types, moves a slider or has a dialog open, and Streamlit's own
// keys, R and C, are not among them.

import { element } from "./elements.js";

// A ranked card, wherever the list is mounted.
const CARDS = "ol.grid .card[data-id]";
const REST = 300; // milliseconds after the last arrow, before the card that was reached is picked

// Where keys mean something else. Roles as in WAI-ARIA.
const TYPING = "input, textarea, select, [contenteditable], [role=slider], [role=textbox], [role=combobox], " +
  "[role=listbox], [role=spinbutton], [role=menu], [role=tablist], [role=radiogroup], [role=grid], [role=dialog], dialog";
const ACTING = "button, a[href], summary, [role=button], [role=link], [role=switch], [role=checkbox], [role=radio], [role=tab]";

// Also in the shadow roots of components.
function found(selector) {
  const roots = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
  return roots.flatMap((root) => [...root.querySelectorAll(selector)]).filter((one) => one.offsetParent !== null);
}

class Keys {
  constructor(parent) {
    this.root = element("div", "keys");
    this.open = element("button", "open", "?");
    this.open.type = "button";
    this.open.addEventListener("click", () => this.help());
    this.dialog = element("dialog");
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.root.append(this.open, this.dialog);
    parent.append(this.root);
  }

  update(data, send) {
    this.send = send;
    if (this.data) return;
    this.data = data;
    this.open.title = data.open;
    this.open.setAttribute("aria-label", data.open);
    const title = element("h2", "", data.title);
    title.id = "title";
    this.dialog.setAttribute("aria-labelledby", "title");
    const list = element("dl");
    for (const { keys, does } of data.keys) {
      const names = element("dt");
      names.append(...keys.map((key) => element("kbd", "", key)));
      list.append(names, element("dd", "", does));
    }
    const close = element("button", "close", data.close);
    close.type = "button";
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.append(title, list, element("p", "", data.note), close);
  }

  help() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const path = event.composedPath().filter((one) => one instanceof Element);
    if (path.some((one) => one.matches(TYPING)) || document.querySelector("[role=dialog]") || this.dialog.open) return;
    const on = path.find((one) => one.matches(ACTING));
    const card = path.find((one) => one.matches(CARDS));
    if (this.act(event.key, on, card)) event.preventDefault();
  }

  // True when the key meant something here.
  act(key, on, card) {
    const cards = /^([1-9]|ArrowLeft|ArrowRight)$/.test(key) ? found(CARDS) : [];
    if (/^[1-9]$/.test(key)) return this.pick(cards[Number(key) - 1]);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      if (on && !card) return false;
      const from = cards.indexOf(card ?? cards.find((one) => one.getAttribute("aria-pressed") === "true"));
      return this.reach(cards[from + (key === "ArrowRight" ? 1 : -1)]);
    }
    if (key === "?") {
      this.help();
      return true;
    }
    // On a button Space presses it; on the card that is picked already there is nothing to press.
    if (key === " " && on && card?.getAttribute("aria-pressed") !== "true") return false;
    if (key === " ") return this.tell("blink");
    if (key === "m" || key === "M") return this.tell("mirror");
    return false;
  }

  pick(card) {
    if (!card) return false;
    clearTimeout(this.waiting);
    card.click();
    return true;
  }

  reach(card) {
    if (!card) return false;
    card.focus();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => card.isConnected && card.click(), REST);
    return true;
  }

  // Whoever shows the pictures does it; when nobody does that can, the server is asked to show who can.
  tell(what) {
    const taken = !document.dispatchEvent(new CustomEvent(`pictrace-${what}`, { cancelable: true }));
    if (!taken && what === "blink" && found(CARDS).length) {
      this.send("asked", what);
      return true;
    }
    return taken;
  }

  watch() {
    const press = (event) => this.press(event);
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
    };
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let root = parentElement.querySelector(".keys");
  if (!root) {
    const keys = new Keys(parentElement);
    root = keys.root;
    root.keys = keys;
  }
  root.keys.update(data, setTriggerValue);
  root.stop?.();
  root.stop = root.keys.watch();
  return () => root.stop();
}
