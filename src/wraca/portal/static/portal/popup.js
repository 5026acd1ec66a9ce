/* The shop's sign-up pop-up: <script src="…/static/portal/popup.js" data-form="KEY" async></script>
   After twenty seconds or when the pointer leaves for the tabs; once in thirty days; closed by a button, Escape or a
   click beside it. It keeps one date on the device, so that it does not come again, and sends nothing anywhere. */
(() => {
  "use strict";
  const script = document.currentScript;
  const key = script && script.dataset.form;
  if (!key || !/^[\w-]+$/.test(key)) return;
  const base = new URL(script.src).origin;
  const place = "wraca-join-" + key;
  const label = script.dataset.title || document.title;
  const close = script.dataset.close || (document.documentElement.lang.startsWith("pl") ? "Zamknij" : "Close");
  const seen = () => { try { return Date.now() - Number(localStorage.getItem(place)) < 30 * 864e5; } catch { return true; } };
  const remember = () => { try { localStorage.setItem(place, String(Date.now())); } catch { /* a private window */ } };
  if (seen()) return;

  let shown = false;
  const show = () => {
    if (shown || document.hidden || document.querySelector("dialog[open]")) return;
    shown = true;
    remember();
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", label);
    Object.assign(dialog.style, { padding: 0, border: 0, borderRadius: "14px", width: "min(26rem, 94vw)", overflow: "hidden" });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", close);
    Object.assign(button.style, { position: "absolute", top: "8px", right: "8px", width: "40px", height: "40px", font: "24px/1 sans-serif", border: 0, borderRadius: "99px", background: "#fff", color: "#14201a", cursor: "pointer" });
    button.addEventListener("click", () => dialog.close());
    const frame = document.createElement("iframe");
    frame.src = base + "/join/" + encodeURIComponent(key);
    frame.title = label;
    frame.referrerPolicy = "no-referrer";
    Object.assign(frame.style, { display: "block", width: "100%", height: "min(34rem, 80vh)", border: 0 });
    dialog.append(frame, button);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    if (dialog.animate && !matchMedia("(prefers-reduced-motion: reduce)").matches)
      dialog.animate([{ opacity: 0, transform: "translateY(8px)" }, { opacity: 1, transform: "none" }], 160);
  };
  setTimeout(show, 20000);
  document.documentElement.addEventListener("mouseleave", (event) => { if (event.clientY <= 0) show(); });
})();
