/* Small behaviours, all progressive: every page works by links and forms without this file.
   data-opens="id"  opens a dialog;   data-closes  closes the dialog it is in;   data-copies="id"  copies a field;
   data-submits     sends its form when changed;   tr.is-link  follows the row's first link. */
"use strict";

const nearest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

document.addEventListener("click", (event) => {
  const opener = nearest(event, "[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  if (nearest(event, "[data-closes]")) nearest(event, "dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
  nearest(event, "[data-dismisses]")?.closest(".toast")?.remove();

  const copier = nearest(event, "[data-copies]");
  if (copier) copyField(copier);

  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const row = nearest(event, "tr.is-link");
  if (row && !nearest(event, "a, button, input, label, summary") && !String(getSelection())) {
    row.querySelector("a")?.click();
  }
});

async function copyField(copier) {
  const field = document.getElementById(copier.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // no secure context: plain http on another machine
  }
  copier.textContent = copier.dataset.copied;
}

/* A box with suggestions offers all of them again, not only the one it holds. */
document.addEventListener("focusin", (event) => nearest(event, "input[list]")?.select());

document.addEventListener("change", (event) => nearest(event, "[data-submits]")?.form?.requestSubmit());

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* A form that was sent is not sent again by a second click; the server guards the rest. */
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-once")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  for (const button of event.target.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
});

const toastSeconds = 8;
function letToastsGo() {
  for (const toast of document.querySelectorAll(".toast:not([data-timed])")) {
    toast.dataset.timed = "yes";
    let left = toastSeconds;
    const tick = setInterval(() => {
      if (!toast.matches(":hover, :focus-within")) left -= 1;
      if (left > 0 && toast.isConnected) return;
      clearInterval(tick);
      toast.remove();
    }, 1000);
  }
}
letToastsGo();
document.addEventListener("htmx:afterSettle", letToastsGo);
