// Gives the frame of a letter the height of its letter, also after the window became narrower.
(() => {
  "use strict";
  const frame = document.querySelector(".letter-frame");
  if (!frame) return;
  const fit = () => {
    const letter = frame.contentDocument;
    if (!letter?.documentElement) return;
    frame.style.blockSize = "0";
    frame.style.blockSize = `${letter.documentElement.scrollHeight}px`;
  };
  frame.addEventListener("load", fit);
  window.addEventListener("resize", fit);
  if (frame.contentDocument?.readyState === "complete") fit();
})();
