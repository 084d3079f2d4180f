// The list on the page, and how it is asked for.
//
//   #rows
//     p.search-hint…               what is wrong with a search
//     ol                           or an empty state
//       li.row  data-before=CURSOR     the first of a page that has something before it
//       li.row
//       li.row  data-after=CURSOR      the last of a page that has something after it
//       …                              300 rows at most

import { markClosing } from "./pending_closes.js";
import { ask } from "./shell.js";

/** Rows of one page, as the shell gives them. */
export const PAGE = 50;

export const list = () => document.getElementById("rows");
export const rows = () => [...list().querySelectorAll(".row")];
export const openedTicket = () => document.querySelector("#ticket .ticket-pane")?.dataset.ticket;

/** What scrolls the list: itself for the helpdesk, the whole page for a user. */
export const scroller = () => (list().closest(".desk") ? list() : document.scrollingElement);

/** The upper and lower end of what can be seen of the list, in the window. */
export function view() {
  const { top, bottom } = scroller() === list() ? list().getBoundingClientRect() : { top: 0, bottom: innerHeight };
  return { top, bottom };
}

/** The first and the last row's way on, if there is more. */
export const before = () => rows()[0]?.dataset.before;
export const after = () => rows().at(-1)?.dataset.after;

/** The rows that one looks at, from the top. */
export function seen() {
  const { top, bottom } = view();
  return rows().filter((row) => {
    const box = row.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
}

/** Whether the beginning of the list is on the page and not scrolled away. */
export function atTop() {
  const first = rows()[0];
  return !first || (!first.dataset.before && first.getBoundingClientRect().bottom > view().top);
}

/** One page of the list, as an element: the answer of its command. */
export async function fetchPage(at, count = PAGE) {
  const form = Object.fromEntries(new FormData(document.getElementById(list().dataset.form)));
  const html = await ask(list().dataset.command, { ...form, at, rows: String(count), ticket: openedTicket() ?? "" });
  const page = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstElementChild;
  markClosing(page);
  return page;
}
