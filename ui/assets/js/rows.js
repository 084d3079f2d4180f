// The rows on the page: a window of at most 300 into the list. It grows when one scrolls near its edge, and
// refreshes without moving the rows on screen.

import { after, atTop, before, fetchPage, list, PAGE, rows, scroller, view, visibleRows } from "./list.js";
import { enqueue, listReplaced } from "./list_queue.js";
import { markPending } from "./pending_actions.js";
import { countNew, startSeen } from "./new_rows.js";
import { preserveSelection } from "./selection.js";
import { updateRows } from "./update_rows.js";

const MAX_ROWS = 300;

/** The distance to an edge, in pixels, at which the next page is loaded. */
const LOAD_DISTANCE = 800;

/** Queues a task. A completed task may need the next page; after a failure no page is loaded automatically. */
const enqueueThenLoad = (kind, work) => {
  const completed = enqueue(kind, work);
  completed.then((done) => done && loadNearEdge());
  return completed;
};

/** Loads the rows on the page again. */
const refresh = () => enqueueThenLoad("refresh", async (isCurrent) => {
  if (!list()) return;
  const fresh = await fetchSameRows(isCurrent);
  if (!fresh) return;
  const wasAtTop = atTop();
  preserveScroll(() => updateRows(fresh));
  // An action may have begun while the pages were loading.
  markPending(list());
  if (wasAtTop) startSeen();
  else await countNew(isCurrent);
});

/** The rows on the page in their present state. If so many rows were added above that the visible rows are not
 * among them, the rows around the visible ones. Null if the list was replaced. */
async function fetchSameRows(isCurrent) {
  const fresh = await fetchPages(before() ? `from:${before()}` : "start", Math.ceil(rows().length / PAGE), isCurrent);
  if (!isCurrent()) return null;
  if (atTop() || reachesBelow(fresh)) return fresh;
  for (const row of [visibleRows()[0], visibleRows().at(-1)]) {
    const around = await fetchPage(`around:${row.dataset.ticket}`, 2 * PAGE);
    if (!isCurrent()) return null;
    if (visibleRows().some((row) => contains(around, row))) return around;
  }
  // No visible row is in the list any more.
  return fresh;
}

/** Whether a page includes the last visible row or the end of the list. A shorter page would move the rows. */
function reachesBelow(page) {
  const last = visibleRows().at(-1);
  return !last || contains(page, last) || !page.querySelector(".row:last-child")?.dataset.after;
}

const contains = (page, row) => page.querySelector(`#${CSS.escape(row.id)}`) !== null;

/** Several consecutive pages of the list as one. */
async function fetchPages(from, count, isCurrent) {
  const fetched = await fetchPage(from);
  for (let left = count - 1; left > 0 && isCurrent(); left -= 1) {
    const cursor = fetched.querySelector(".row:last-child")?.dataset.after;
    if (!cursor) break;
    fetched.querySelector("ol").append(...(await fetchPage(`after:${cursor}`)).querySelectorAll(".row"));
  }
  return fetched;
}

/** Changes rows and scrolls so that the visible rows stay in place; at the top, new rows appear instead. There is
 * no `await` in between, so that nobody scrolls in the meantime. */
function preserveScroll(change) {
  const positions = atTop() ? [] : visibleRows().map((row) => [row, row.getBoundingClientRect().top]);
  preserveSelection(change);
  const remaining = positions.filter(([row]) => row.isConnected);
  // A row that is still followed by the same row has not changed its position in the list.
  const anchor = remaining.find(([row], at) => row.nextElementSibling === remaining[at + 1]?.[0]) ?? remaining[0];
  if (anchor) scroller().scrollTop += anchor[0].getBoundingClientRect().top - anchor[1];
}

/** Loads the next page below or above, and evicts pages at the other end. */
export const extend = (side) => enqueueThenLoad(side, async (isCurrent) => {
  const cursor = side === "below" ? after() : before();
  if (!cursor) return;
  const fetched = (await fetchPage(`${side === "below" ? "after" : "before"}:${cursor}`)).querySelectorAll(".row");
  if (!isCurrent()) return;
  preserveScroll(() => add(side, [...fetched]));
});

function add(side, fetched) {
  const ol = list().querySelector("ol");
  const edge = side === "below" ? ol.lastElementChild : ol.firstElementChild;
  // An empty page: the edge is the end of the list.
  if (fetched.length === 0) return edge.removeAttribute(side === "below" ? "data-after" : "data-before");
  const known = new Set(rows().map((row) => row.id));
  const added = fetched.filter((row) => !known.has(row.id));
  if (side === "below") ol.append(...added);
  else ol.prepend(...added);
  added.forEach((row) => window.htmx.process(row));
  while (rows().length > MAX_ROWS && evictPage(side)) continue;
}

/** Removes the page at the other end from `side`, up to a row with a cursor that loads the page again. */
function evictPage(side) {
  const all = rows();
  const last = side === "below" ? all.findIndex((row) => row.dataset.after) : all.findLastIndex((row) => row.dataset.before);
  const evicted = side === "below" ? all.slice(0, last + 1) : all.slice(last);
  const edge = side === "below" ? all[last + 1] : all[last - 1];
  if (last < 0 || !edge || !(side === "below" ? edge.dataset.before : edge.dataset.after)) return false;
  evicted.forEach((row) => row.remove());
  return true;
}

/** Shows another part of the list: `start`, `end`, or `around:TICKET`. */
export const jump = (at) => enqueueThenLoad("jump", async (isCurrent) => {
  const fetched = await fetchPage(at);
  if (!isCurrent()) return;
  preserveSelection(() => updateRows(fetched));
  if (at === "start") {
    startSeen();
    scrollToTop();
  }
  if (at === "end") scroller().scrollTop = scroller().scrollHeight;
});

function scrollToTop() {
  if (scroller() === list()) list().scrollTop = 0;
  else if (list().getBoundingClientRect().top < 0) list().scrollIntoView({ block: "start" });
}

function loadNearEdge() {
  const all = list() ? rows() : [];
  if (all.length === 0) return;
  const { top, bottom } = view();
  if (after() && all.at(-1).getBoundingClientRect().bottom < bottom + LOAD_DISTANCE) extend("below");
  if (before() && all[0].getBoundingClientRect().top > top - LOAD_DISTANCE) extend("above");
  if (atTop()) startSeen();
}

document.addEventListener("scroll", loadNearEdge, { capture: true, passive: true });

// Another view or search: the list starts at its top.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!list() || ctx.swap?.includes("Morph")) return;
  if (ctx.target === list() || ctx.target?.id === "page") {
    listReplaced();
    if (scroller() === list()) list().scrollTop = 0;
    startSeen();
    loadNearEdge();
  }
});

document.addEventListener("refresh", (event) => {
  if (event.target === list()) refresh();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#new-rows")) jump("start");
});
