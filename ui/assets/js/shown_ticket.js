// Since when the ticket beside the list has been on screen.

import { openedTicket } from "./list.js";

let ticket;
let since = 0;

document.addEventListener("htmx:after:swap", () => {
  if (openedTicket() === ticket) return;
  ticket = openedTicket();
  since = Infinity;
  // It appears with the next frame.
  requestAnimationFrame(() => { since = performance.now(); });
});

/** The time at which the ticket appeared, in milliseconds as of `performance.now()`; infinite before it has. */
export const shownSince = () => since;
