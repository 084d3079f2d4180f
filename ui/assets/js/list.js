// The list on the page, and the command that loads its pages.
//
//   #rows
//     p.search-hint…               the errors of a search
//     ol                           or an empty state
//       li.row  data-before=CURSOR     the first row of a page, if the list has rows before it
//       li.row
//       li.row  data-after=CURSOR      the last row of a page, if the list has rows after it
//       …                              at most 300 rows

import { markPending } from "./pending_actions.js";
import { ask } from "./shell.js";

/** The rows of one page. */
export const PAGE = 50;

export const list = () => document.getElementById("rows");
/** The rows on the page; none on a page without a list. */
export const rows = () => [...(list()?.querySelectorAll(".row") ?? [])];
export const openedTicket = () => document.querySelector("#ticket .ticket-pane")?.dataset.ticket;

/** The element that scrolls: the list for the helpdesk, the whole page for a user. */
export const scroller = () => (list().closest(".desk") ? list() : document.scrollingElement);

/** The top and bottom of the visible part of the list, in window coordinates. */
export function view() {
  const { top, bottom } = scroller() === list() ? list().getBoundingClientRect() : { top: 0, bottom: innerHeight };
  return { top, bottom };
}

/** The cursors of the first and the last row, if the list continues there. */
export const before = () => rows()[0]?.dataset.before;
export const after = () => rows().at(-1)?.dataset.after;

/** The rows on screen, from the top. */
export function visibleRows() {
  const { top, bottom } = view();
  return rows().filter((row) => {
    const box = row.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
}

/** Whether the first row of the list is on screen. */
export function atTop() {
  const first = rows()[0];
  return !first || (!first.dataset.before && first.getBoundingClientRect().bottom > view().top);
}

/** Loads one page of the list as an element. `at` is "start", "end", "after:CURSOR", "before:CURSOR", "from:CURSOR" or
 * "around:TICKET". */
export async function fetchPage(at, count = PAGE) {
  const form = Object.fromEntries(new FormData(document.getElementById(list().dataset.form)));
  const html = await ask(list().dataset.command, { ...form, at, rows: String(count), ticket: openedTicket() ?? "" });
  const page = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstElementChild;
  markPending(page);
  return page;
}
