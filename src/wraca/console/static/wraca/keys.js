/* Keys of a page: data-key="m" on a button or a choice is pressed by that key, while nothing is being typed. */

const writing = (target) =>
  target instanceof Element && (target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select") || target.isContentEditable);

/* A g begins a jump to another page (palette.js): what follows it is not for this one. */
let jumpedAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || writing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "g") {
    jumpedAt = event.timeStamp;
    return;
  }
  if (jumpedAt && event.timeStamp - jumpedAt < 1200) return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
