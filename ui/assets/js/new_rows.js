// The button "3 new" above the list. It is hidden while the start of the list is on screen.

import { before, fetchPage, rows } from "./list.js";

/** The ids of the first rows when the start of the list was last on screen. */
let seenIds = new Set();

/** The start of the list is on screen: no row is new. */
export function startSeen() {
  seenIds = new Set(rows().map((row) => row.id));
  announce(0, false);
}

/** Counts the rows that were added at the start since then. */
export async function countNew(isCurrent) {
  const firstRows = before() ? [...(await fetchPage("start")).querySelectorAll(".row")] : rows();
  if (!isCurrent()) return;
  const firstSeen = firstRows.findIndex((row) => seenIds.has(row.id));
  announce(firstSeen < 0 ? firstRows.length : firstSeen, firstSeen < 0);
}

function announce(count, orMore) {
  const button = document.getElementById("new-rows");
  if (!button) return;
  button.hidden = count === 0;
  // The text node is reused: WebKit drops a click if the pressed node is removed before the release.
  if (!button.firstChild) button.append("");
  if (count) button.firstChild.data = `${count}${orMore ? "+" : ""} new`;
}
