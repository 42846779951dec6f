// A place to paste a picture. While it is on the page, Ctrl+V anywhere outside a text field works too.

const LARGEST = 60_000_000;

function toBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1]);
    reader.readAsDataURL(blob);
  });
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let place = parentElement.querySelector(".place");
  if (!place) {
    place = document.createElement("button");
    place.type = "button";
    place.className = "place";
    place.append(document.createElement("strong"), document.createElement("span"));
    parentElement.append(place);
  }
  const [button, text] = place.children;
  button.textContent = data.button;
  text.textContent = data.text;
  text.setAttribute("aria-live", "polite");

  async function send(blob) {
    if (!blob || blob.size > LARGEST) {
      text.textContent = data.nothing;
      return;
    }
    setTriggerValue("pasted", await toBase64(blob));
  }

  function pictureIn(transfer) {
    return [...(transfer?.items ?? [])].find((item) => item.type.startsWith("image/"))?.getAsFile();
  }

  function onPaste(event) {
    const field = event.target.closest?.("input, textarea, [contenteditable='true']");
    const blob = pictureIn(event.clipboardData);
    if (blob) {
      event.preventDefault();
      send(blob);
    } else if (!field) {
      text.textContent = data.nothing;
    }
  }

  async function onClick() {
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find((name) => name.startsWith("image/"));
        if (type) return send(await item.getType(type));
      }
      text.textContent = data.nothing;
    } catch {
      text.textContent = data.denied;
    }
  }

  document.addEventListener("paste", onPaste);
  place.addEventListener("click", onClick);
  return () => {
    document.removeEventListener("paste", onPaste);
    place.removeEventListener("click", onClick);
  };
}
