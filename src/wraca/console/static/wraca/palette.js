/* The keyboard palette (Ctrl/⌘ K), the list of keys (?) and the two-key jumps (g then a letter). */
"use strict";

const palette = document.getElementById("palette");
const paletteInput = document.getElementById("palette-input");
const paletteList = document.getElementById("palette-list");
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");
let chosen = 0;
let jumping = 0;

const items = () => [...paletteList.querySelectorAll("[role=option]")];

function choose(index) {
  const all = items();
  if (!all.length) return paletteInput.removeAttribute("aria-activedescendant");
  chosen = (index + all.length) % all.length;
  all.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
  paletteInput.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({ block: "nearest" });
}

function openPalette() {
  if (palette.open) return;
  palette.showModal();
  paletteInput.select();
  htmx.trigger(paletteInput, "search");
}

if (palette) {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-palette]")) openPalette();
  });
  paletteList.addEventListener("htmx:afterSwap", () => choose(0));
  paletteInput.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") items()[chosen]?.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") document.getElementById("keys").showModal();
    else if (event.key === "/") {
      const search = document.querySelector("main input[type=search]");
      if (!search) return openPalette(event.preventDefault());
      event.preventDefault();
      search.focus();
    } else if (event.key === "g") jumping = event.timeStamp;
    else if (event.timeStamp - jumping < 1200) {
      jumping = 0;
      document.querySelector(`[data-jump="${CSS.escape(event.key)}"]`)?.click();
    }
  });
}
