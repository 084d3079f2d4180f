// The current row: the one with the focus, or the row of the ticket beside the list.

import { list, openedTicket, rows } from "./list.js";

/** The row that followed the current row, if the current row has left the list (started, closed). */
let belowGap = null;
/** The ticket that is being opened. */
let opening = null;
let openTimer;

export function current() {
  return document.activeElement?.closest("#rows .row") ?? list()?.querySelector(".row:has([aria-current])");
}

/** The row below the gap that the current row left. */
export const rowBelowGap = () => (belowGap?.isConnected ? belowGap : null);

/** Whether the current row's ticket is not on screen yet. */
export const isOpening = () => opening !== null && opening !== openedTicket();

/** Selects a row. For the helpdesk its ticket opens beside the list; a held key opens only the last row. */
export function selectRow(row, held = false) {
  const button = row.querySelector(".row-open");
  row.scrollIntoView({ block: "nearest" });
  if (list().closest(".desk")) {
    opening = row.dataset.ticket === openedTicket() ? null : row.dataset.ticket;
    markSelected();
    clearTimeout(openTimer);
    openTimer = setTimeout(() => {
      if (button.isConnected) button.click();
      else opening = null;
    }, held ? 120 : 0);
  }
  belowGap = null;
  button.tabIndex = 0;
  button.focus({ preventScroll: true });
}

/** Marks the row of the ticket that is open or being opened, and makes it the row that the Tab key reaches. */
function markSelected() {
  const ticket = isOpening() ? opening : openedTicket();
  const buttons = [...(list()?.querySelectorAll(".row-open") ?? [])];
  const selected = buttons.find((button) => button.closest(".row").dataset.ticket === ticket);
  const tabStop = selected ?? rowBelowGap()?.querySelector(".row-open") ?? buttons[0];
  for (const button of buttons) {
    if (button === selected) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    button.tabIndex = button === tabStop ? 0 : -1;
  }
}

/** Changes rows. The focus stays at its row. If the current row is removed, the row after it is remembered. */
export function preserveSelection(change) {
  const focused = document.activeElement?.closest("#rows .row")?.id;
  const [currentRow, following] = [current(), rowsAfterCurrent()];
  change();
  if (currentRow && !currentRow.isConnected) belowGap = following.find((row) => row.isConnected) ?? null;
  markSelected();
  const focusLost = focused && !document.activeElement?.closest("#rows .row");
  if (focusLost) document.getElementById(focused)?.querySelector(".row-open").focus({ preventScroll: true });
}

function rowsAfterCurrent() {
  const all = rows();
  const from = all.indexOf(current());
  return from < 0 ? [] : all.slice(from + 1);
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "ticket") opening = ctx.sourceElement.closest(".row")?.dataset.ticket ?? null;
});

// A ticket that could not be opened is no longer being opened.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const ticket = ctx.sourceElement.closest?.(".row")?.dataset.ticket;
  if (ticket && ticket === opening && ctx.response?.status >= 400) opening = null;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const opened = openedTicket();
  const arrived = ctx.target?.id === "ticket" && (!opened || opened === opening);
  if (ctx.target?.id === "page" || arrived) opening = null;
  if (ctx.swap?.includes("Morph") || !["page", "rows", "ticket"].includes(ctx.target?.id)) return;
  if (ctx.target.id !== "ticket") belowGap = null;
  markSelected();
});
