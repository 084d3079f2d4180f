// Ctrl and + / - / 0 zoom. The application remembers the zoom; a browser has its own.

import { show } from "./notices.js";
import { ask, inWindow } from "./shell.js";

const BY_KEY = { "+": "in", "=": "in", "-": "out", "0": "reset" };
const BY_POSITION = { NumpadAdd: "in", NumpadSubtract: "out", Numpad0: "reset", Digit0: "reset" };

document.addEventListener("keydown", (event) => {
  if (!inWindow || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const to = BY_KEY[event.key] ?? BY_POSITION[event.code];
  if (!to) return;
  event.preventDefault();
  ask("zoom", { to }).catch(show);
});
