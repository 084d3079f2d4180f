// "3 new" above the list, unless one is at its top and sees them come.

import { before, fetchPage, rows } from "./list.js";

/** The rows that the beginning of the list held when it was last seen. */
let head = new Set();

/** The beginning of the list is on screen: nothing is new. */
export function beginningSeen() {
  head = new Set(rows().map((row) => row.id));
  announce(0, false);
}

/** Counts what came above since then. */
export async function countNew(still) {
  const heads = before() ? [...(await fetchPage("start")).querySelectorAll(".row")] : rows();
  if (!still()) return;
  const met = heads.findIndex((row) => head.has(row.id));
  announce(met < 0 ? heads.length : met, met < 0);
}

function announce(count, orMore) {
  const button = document.getElementById("new-rows");
  if (!button) return;
  button.hidden = count === 0;
  // The text node stays: WebKit forgets a click if what was pressed is gone when the button is let go.
  if (!button.firstChild) button.append("");
  if (count) button.firstChild.data = `${count}${orMore ? "+" : ""} new`;
}
