// Moves the selection in the list. Each move runs after the one before it, also when a page must be loaded first.

import { after, before, list, openedTicket, PAGE, rows, scroller } from "./list.js";
import { listGeneration } from "./list_queue.js";
import { show } from "./notices.js";
import { extend, jump } from "./rows.js";
import { current, isOpening, rowBelowGap, selectRow } from "./selection.js";

/** Moves that wait or run. */
let pending = 0;
let last = Promise.resolve();

/** Runs a move, at once if none is pending, so that the next key acts on the new row. Repeats of a held key are
 * dropped while moves are pending. */
function enqueueMove(move, held = false) {
  if (held && pending > 1) return;
  pending += 1;
  last = (pending === 1 ? move() : last.then(move)).catch(show).finally(() => {
    pending -= 1;
    if (pending === 0) document.dispatchEvent(new Event("list-moved"));
  });
}

async function moveBy(step, held) {
  const generation = listGeneration();
  const isOutsideRows = !current() && !rowBelowGap() && openedTicket();
  // The rows on the page are far from the open ticket: the move starts at that ticket.
  if (isOutsideRows && (before() || after())) await jump(`around:${openedTicket()}`);
  await loadUntil(() => target(step));
  const all = rows();
  const to = generation === listGeneration() && all[Math.min(Math.max(target(step), 0), all.length - 1)];
  if (to && to !== current()) selectRow(to, held);
}

/** The index among the rows at which a move ends; it may be outside of them. */
function target(step) {
  const all = rows();
  const from = all.indexOf(current());
  if (from >= 0) return from + step;
  // The current row has left the list: the row below the gap is one step down already.
  const gap = all.indexOf(rowBelowGap());
  if (gap >= 0) return step > 0 ? gap + step - 1 : gap + step;
  return step > 0 ? 0 : -1;
}

/** Loads pages until the index is among the rows, or the list ends. */
async function loadUntil(index) {
  const missingSide = () => {
    if (rows().indexOf(current()) < 0 && !rowBelowGap()) return null;
    if (index() >= rows().length && after()) return "below";
    return index() < 0 && before() ? "above" : null;
  };
  const generation = listGeneration();
  for (let side, tries = 4; (side = missingSide()) && tries > 0 && generation === listGeneration(); tries -= 1) await extend(side);
}

async function moveToFirst() {
  if (before() || rows().length > PAGE) await jump("start");
  const row = rows()[0];
  if (row) selectRow(row);
}

async function moveToLast() {
  if (after()) await jump("end");
  const row = rows().at(-1);
  if (row) selectRow(row);
}

/** Selects the next ticket that is not being closed; without one, the ticket before. */
async function moveToNextAfter(ticket) {
  if (!list()) return;
  const generation = listGeneration();
  const staysOpen = (row) => row.dataset.ticket !== ticket && row.dataset.closing === undefined;
  const at = () => rows().findIndex((row) => row.dataset.ticket === ticket);
  const following = () => rows().slice(at() + 1).find(staysOpen);
  if (!following() && after()) await extend("below");
  const to = following() ?? rows().slice(0, Math.max(at(), 0)).findLast(staysOpen);
  if (to && generation === listGeneration()) selectRow(to);
}

async function moveTo(ticket) {
  const row = rows().find((row) => row.dataset.ticket === ticket);
  if (row) selectRow(row);
}

/** The rows that one Page Down passes: 54 pixels each, with one row of overlap. */
const perPage = () => Math.max(1, Math.floor((scroller() === list() ? list().clientHeight : innerHeight) / 54) - 1);

export const moves = {
  next: (held) => enqueueMove(() => moveBy(1, held), held),
  previous: (held) => enqueueMove(() => moveBy(-1, held), held),
  pageDown: (held) => enqueueMove(() => moveBy(perPage(), held), held),
  pageUp: (held) => enqueueMove(() => moveBy(-perPage(), held), held),
  first: () => enqueueMove(moveToFirst),
  last: () => enqueueMove(moveToLast),
  nextAfter: (ticket) => enqueueMove(() => moveToNextAfter(ticket)),
  backTo: (ticket) => enqueueMove(() => moveTo(ticket)),
  /** Whether the current row's ticket is not on screen yet. */
  loading: () => pending > 0 || isOpening(),
  focus() {
    const row = current() ?? rows()[0];
    row?.querySelector(".row-open").focus({ preventScroll: true });
  },
};
