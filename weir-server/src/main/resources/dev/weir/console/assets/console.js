// Keys, the palette, copying. Everything here is a shortcut to something that a link or a form does, too.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const rooms = new Map([...document.querySelectorAll("#palette .palette__item:has(kbd)")]
  .map((item) => [item.querySelectorAll("kbd")[1].textContent, item.href]));

const toast = (text) => {
  const place = document.querySelector(".toasts");
  if (!place) return;
  const note = document.createElement("div");
  note.className = "toast";
  const line = document.createElement("p");
  line.textContent = text;
  note.append(line);
  place.replaceChildren(note);
  setTimeout(() => note.remove(), 2500);
};

const copy = async (text, what) => {
  try {
    await navigator.clipboard.writeText(text);
    toast(what + " copied");
  } catch {
    toast("The browser does not let this page copy. Select the text instead.");
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-link], [data-copy-from]");
  if (!button) return;
  if (button.dataset.copyFrom) copy(document.getElementById(button.dataset.copyFrom).textContent, "Text");
  else if (button.dataset.copy) copy(button.dataset.copy, "Text");
  else copy(location.href, "Link");
});

// rows of a table, by j and k
const rows = () => [...document.querySelectorAll("a[data-row]")];
const moveRow = (step) => {
  const links = rows();
  if (links.length === 0) return;
  const now = links.findIndex((link) => link.closest("tr").classList.contains("at-cursor"));
  const next = Math.min(links.length - 1, Math.max(0, now + step));
  links.forEach((link) => link.closest("tr").classList.remove("at-cursor"));
  const row = links[next].closest("tr");
  row.classList.add("at-cursor");
  row.scrollIntoView({ block: "nearest" });
};
document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, select, label") || getSelection().toString()) return;
  const link = event.target.closest("tr")?.querySelector("a[data-row]");
  if (link) link.click();
});

// the palette
const palette = document.getElementById("palette");
if (palette) {
  const input = palette.querySelector(".palette__input");
  const items = [...palette.querySelectorAll(".palette__item")];
  const shown = () => items.filter((item) => !item.hidden);
  const choose = (item) => items.forEach((other) => other === item
    ? other.setAttribute("aria-current", "true") : other.removeAttribute("aria-current"));
  const filter = () => {
    const typed = input.value.trim();
    for (const item of items) {
      if (item.dataset.typed) {
        item.href = typed ? item.dataset.typed + encodeURIComponent(typed) : item.dataset.typed.split("?")[0];
        item.querySelector(".palette__typed").textContent = typed;
      } else {
        item.hidden = !item.firstElementChild.nextSibling.textContent.toLowerCase().includes(typed.toLowerCase());
      }
    }
    choose(shown()[0]);
  };
  input.addEventListener("input", filter);
  // "toggle" comes after the palette has opened, when something may have been typed already
  palette.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") { input.value = ""; filter(); }
  });
  palette.addEventListener("toggle", (event) => {
    if (event.newState === "open") input.focus();
  });
  palette.addEventListener("keydown", (event) => {
    const list = shown();
    const now = list.findIndex((item) => item.hasAttribute("aria-current"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(list[(now + (event.key === "ArrowDown" ? 1 : list.length - 1)) % list.length]);
    } else if (event.key === "Enter" && list[now]) {
      event.preventDefault();
      list[now].click();
    }
  });
}

let afterG = 0;
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && palette) {
    event.preventDefault();
    palette.togglePopover();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("[popover]:popover-open:not(#nav)")) return;
  if (Date.now() - afterG < 1200 && rooms.has(event.key)) {
    afterG = 0;
    location.href = rooms.get(event.key);
    return;
  }
  switch (event.key) {
    case "g": afterG = Date.now(); break;
    case "/": {
      const field = document.querySelector("main input[type=search], main textarea");
      if (field) { event.preventDefault(); field.focus(); }
      break;
    }
    case "j": moveRow(1); break;
    case "k": moveRow(-1); break;
    case "Enter": if (event.target === document.body) document.querySelector("tr.at-cursor a[data-row]")?.click(); break;
    case "y": copy(location.href, "Link"); break;
    case "?": document.getElementById("all-keys")?.togglePopover(); break;
  }
});

document.querySelector("#cited")?.scrollIntoView({ block: "center" });

// a page that nobody sees does not ask for news, so that its login can end
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
