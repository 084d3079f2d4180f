// In a browser, its Back button closes the ticket on screen instead of leaving Campus Desk: a ticket on screen is an entry of the
// browser's history.

import { inWindow } from "./shell.js";

const TICKET = "ticket";

const showsTicket = () => document.querySelector("[data-pane]")?.dataset.pane === TICKET;

if (!inWindow) {
  // An entry of the page before it was loaded again is none of this page.
  history.replaceState(null, "");
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-pane"] };
  new MutationObserver(follow).observe(document.getElementById("page"), changes);
  window.addEventListener("popstate", () => {
    if (history.state !== TICKET && showsTicket()) document.querySelector("[data-pane] [data-back]")?.click();
  });
}

/** Adds the entry when a ticket is opened, and leaves it when the ticket is closed in another way. */
function follow() {
  if (showsTicket() === (history.state === TICKET)) return;
  if (showsTicket()) history.pushState(TICKET, "");
  else history.back();
}
