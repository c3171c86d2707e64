"use strict";
// Fingers become what a terminal on a touch screen makes of them: a tap is a click where the finger came
// down, a swipe turns the wheel, a hold presses the button until the finger leaves. Taps are made here and
// not by the browser, which loses those that are slow, shaky or made with two thumbs.
(() => {
  const SHAKY_PIXELS = 18;
  const HOLD_MILLISECONDS = 250;
  const LINE_PIXELS = 24;

  function mouse(kind, finger, x, y) {
    const place = { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y };
    const buttons = kind === "mouseup" ? 0 : 1;
    finger.node.dispatchEvent(new MouseEvent(kind, { ...place, button: 0, buttons, detail: 1 }));
  }

  function turn(finger, lines) {
    const place = { bubbles: true, cancelable: true, clientX: finger.x, clientY: finger.y };
    const deltaY = Math.sign(lines);
    for (let line = 0; line < Math.abs(lines); line += 1) {
      const event = new WheelEvent("wheel", { ...place, deltaY, deltaMode: WheelEvent.DOM_DELTA_LINE });
      finger.node.dispatchEvent(event);
    }
  }

  function moved(finger, touch) {
    const [x, y] = [touch.clientX, touch.clientY];
    if (finger.held) {
      mouse("mousemove", finger, x, y);
      return;
    }
    if (!finger.swipes && Math.hypot(x - finger.x, y - finger.y) > SHAKY_PIXELS) {
      finger.swipes = true;
      clearTimeout(finger.timer);
    }
    if (finger.swipes) {
      const lines = Math.trunc((finger.y - y) / LINE_PIXELS);
      turn(finger, lines - finger.turned);
      finger.turned = lines;
    }
  }

  function left(finger, touch, cancelled) {
    clearTimeout(finger.timer);
    if (finger.held) {
      mouse("mouseup", finger, touch.clientX, touch.clientY);
    } else if (!finger.swipes && !cancelled) {
      mouse("mousedown", finger, finger.x, finger.y);
      mouse("mouseup", finger, finger.x, finger.y);
    }
  }

  function came(touch) {
    // The rest of a touch is told to the node where it began, even one that a new picture has taken away.
    const [node, x, y] = [touch.target, touch.clientX, touch.clientY];
    const finger = { node, x, y, held: false, swipes: false, turned: 0 };
    finger.timer = setTimeout(() => {
      finger.held = true;
      mouse("mousedown", finger, x, y);
    }, HOLD_MILLISECONDS);
    const follow = (event) => {
      const now = [...event.changedTouches].find((other) => other.identifier === touch.identifier);
      if (!now) return;
      event.preventDefault();
      if (event.type === "touchmove") {
        moved(finger, now);
        return;
      }
      for (const kind of kinds) node.removeEventListener(kind, follow);
      left(finger, now, event.type === "touchcancel");
    };
    const kinds = ["touchmove", "touchend", "touchcancel"];
    for (const kind of kinds) node.addEventListener(kind, follow, { passive: false });
  }

  document.addEventListener(
    "touchstart",
    (event) => {
      event.preventDefault(); // no zoom, no callout, no click of the browser's own
      for (const touch of event.changedTouches) came(touch);
    },
    { passive: false, capture: true },
  );
})();
