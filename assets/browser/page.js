"use strict";
// The life of the page: the size of the letters, the way back when the line is cut, and no way out.
(() => {
  const TAKEN_OVER = 4001; // session.py closes the line with it
  const RETRY_MILLISECONDS = 1000;
  const COLUMNS_MIN = 40;
  const LINES_MIN = 12;
  const LETTER_WIDTH = 0.605; // of DejaVu Sans Mono, in parts of its size
  const LETTER_HEIGHT = 1.25;

  const openTerminal = window.onload; // set by textual.js
  window.onload = null;

  function textPixels(wanted) {
    // Forty columns and twelve lines are there on any window; on a large one the letters are as set.
    const fits = Math.min(
      window.innerWidth / COLUMNS_MIN / LETTER_WIDTH,
      window.innerHeight / LINES_MIN / LETTER_HEIGHT,
    );
    return Math.max(6, Math.floor(Math.min(wanted, fits)));
  }

  function centre(grid) {
    const left = Math.max(0, Math.floor((window.innerWidth - grid.offsetWidth) / 2));
    const top = Math.max(0, Math.floor((window.innerHeight - grid.offsetHeight) / 2));
    grid.style.margin = `${top}px 0 0 ${left}px`;
  }

  function showOnceGrounded(viewport) {
    // The terminal is black until the app has told it the ground of its screens, and has painted that.
    const shown = () => document.body.classList.add("-grounded");
    viewport.style.backgroundColor = ""; // so that black, too, is a change
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(shown));
    new MutationObserver(painted).observe(viewport, { attributes: true, attributeFilter: ["style"] });
  }

  async function comeBack() {
    for (;;) {
      await new Promise((done) => setTimeout(done, RETRY_MILLISECONDS));
      try {
        if ((await fetch("/ready", { cache: "no-store" })).ok) break;
      } catch {
        // not yet
      }
    }
    window.location.reload();
  }

  function cut(code) {
    document.body.classList.add("-closed");
    if (code !== TAKEN_OVER) {
      comeBack();
      return;
    }
    document.body.classList.add("-elsewhere");
    for (const kind of ["pointerup", "keyup"]) {
      window.addEventListener(kind, () => window.location.reload(), { once: true });
    }
  }

  window.WebSocket = class extends WebSocket {
    constructor(address) {
      super(address);
      this.addEventListener("close", (event) => cut(event.code));
    }
  };

  window.addEventListener("load", async () => {
    const terminal = document.getElementById("terminal");
    const settings = JSON.parse(document.body.dataset.settings);
    await document.fonts.load('16px "Roboto Mono"');
    terminal.dataset.fontSize = textPixels(settings.textPixels);
    openTerminal();
    showOnceGrounded(terminal.querySelector(".xterm-viewport"));
    const grid = terminal.querySelector(".xterm");
    new ResizeObserver(() => centre(grid)).observe(grid);
    window.addEventListener("resize", () => {
      centre(grid);
      // A window that has become too small for the letters needs others: the app begins again on them.
      if (textPixels(settings.textPixels) < terminal.dataset.fontSize) window.location.reload();
    });
    const keys = terminal.querySelector("textarea");
    // The kiosk has its own keyboard; a real one types all the same.
    keys.setAttribute("inputmode", "none");
    keys.setAttribute("virtualkeyboardpolicy", "manual");
    keys.addEventListener("blur", () => setTimeout(() => keys.focus()));
    keys.focus();
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // never a picture of an earlier visit
  });

  // A link on the screen is a text. Nothing opens, nothing is asked.
  window.open = () => null;
  window.confirm = () => false;

  const stop = (event) => event.preventDefault();
  for (const kind of ["contextmenu", "selectstart", "dragstart", "dragover", "drop", "auxclick"]) {
    window.addEventListener(kind, stop, { capture: true });
  }
  window.addEventListener("wheel", (event) => event.ctrlKey && stop(event), { capture: true, passive: false });
  window.addEventListener(
    "keydown",
    (event) => {
      // The browser's own keys do nothing here; AltGr writes letters.
      const ofBrowser = event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/.test(event.key);
      if (ofBrowser && !event.getModifierState("AltGraph")) stop(event);
    },
    { capture: true },
  );
})();
