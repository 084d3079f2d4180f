// Since when the ticket beside the list has been on screen.

import { openedTicket } from "./list.js";

let ticket;
let since = 0;

document.addEventListener("htmx:after:swap", () => {
  if (openedTicket() === ticket) return;
  ticket = openedTicket();
  since = performance.now();
});

/** The time at which the ticket appeared, in milliseconds as of `performance.now()`. */
export const shownSince = () => since;
