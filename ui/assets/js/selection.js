// The row that is current: the one in focus, or that of the ticket beside the list.

import { list, openedTicket, rows } from "./list.js";

/** Where one goes on when the current row has left the list (started, closed): the row that followed it. */
let next = null;
/** The ticket that is on its way to stand beside the list. */
let heading = null;
let opening;

export function current() {
  return document.activeElement?.closest("#rows .row") ?? list()?.querySelector(".row:has([aria-current])");
}

/** The row below the gap that the current one left. */
export const belowGap = () => (next?.isConnected ? next : null);

/** Whether the current row's ticket is not beside the list yet. */
export const isOpening = () => heading !== null && heading !== openedTicket();

/** Goes to a row. The helpdesk sees its ticket beside it; held keys open only where they stop. */
export function go(row, held = false) {
  const button = row.querySelector(".row-open");
  row.scrollIntoView({ block: "nearest" });
  if (list().closest(".desk")) {
    heading = row.dataset.ticket === openedTicket() ? null : row.dataset.ticket;
    markSelected();
    clearTimeout(opening);
    opening = setTimeout(() => {
      if (button.isConnected) button.click();
      else heading = null;
    }, held ? 120 : 0);
  }
  next = null;
  button.tabIndex = 0;
  button.focus({ preventScroll: true });
}

/** Marks the row of the ticket that is open, or is being opened; the Tab key reaches it. */
export function markSelected() {
  const ticket = isOpening() ? heading : openedTicket();
  const buttons = [...(list()?.querySelectorAll(".row-open") ?? [])];
  const here = buttons.find((button) => button.closest(".row").dataset.ticket === ticket);
  const reached = here ?? belowGap()?.querySelector(".row-open") ?? buttons[0];
  for (const button of buttons) {
    if (button === here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    button.tabIndex = button === reached ? 0 : -1;
  }
}

/** Changes rows: the focus stays at its row, and a current one that goes leaves a gap to go on from. */
export function selectionStays(change) {
  const focused = document.activeElement?.closest("#rows .row")?.id;
  const [was, after] = [current(), followers()];
  change();
  if (was && !was.isConnected) next = after.find((row) => row.isConnected) ?? null;
  markSelected();
  const lost = focused && !document.activeElement?.closest("#rows .row");
  if (lost) document.getElementById(focused)?.querySelector(".row-open").focus({ preventScroll: true });
}

function followers() {
  const all = rows();
  const from = all.indexOf(current());
  return from < 0 ? [] : all.slice(from + 1);
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "ticket") heading = ctx.sourceElement.closest(".row")?.dataset.ticket ?? null;
});

// One that could not be opened is not waited for.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const ticket = ctx.sourceElement.closest?.(".row")?.dataset.ticket;
  if (ticket && ticket === heading && ctx.response?.status >= 400) heading = null;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const opened = openedTicket();
  const arrived = ctx.target?.id === "ticket" && (!opened || opened === heading);
  if (ctx.target?.id === "page" || arrived) heading = null;
  if (ctx.swap?.includes("Morph") || !["page", "rows", "ticket"].includes(ctx.target?.id)) return;
  if (ctx.target.id !== "ticket") next = null;
  markSelected();
});
