// The rows on the page: those around where one looks, and the next ones when one comes near an edge. They refresh
// themselves without moving under one's eyes.

import { become } from "./become.js";
import { after, atTop, before, fetchPage, list, PAGE, rows, scroller, seen, view } from "./list.js";
import { beginningSeen, countNew } from "./news.js";
import { selectionStays } from "./selection.js";
import { anotherList, inTurn } from "./turns.js";

/** The most rows on the page. */
const MOST = 300;

/** How near to an edge, in pixels, the next page is fetched. */
const NEAR = 800;

/** After each change the next page may be needed; after a failure nothing is asked by itself. */
const turn = (kind, work) => {
  const turned = inTurn(kind, work);
  turned.then((done) => done && nearEdge());
  return turned;
};

/** Asks for what is on the page again. */
const refresh = () => turn("refresh", async (still) => {
  if (!list()) return;
  const fresh = await sameRows(still);
  if (!fresh) return;
  const wasAtTop = atTop();
  keepingPlace(() => become(fresh));
  if (wasAtTop) beginningSeen();
  else await countNew(still);
});

/** The rows on the page as they are now; or, if so many came above that what one looks at is not among them, those
 * around it. Nothing if they are no longer wanted. */
async function sameRows(still) {
  const fresh = await fetchPages(before() ? `from:${before()}` : "start", Math.ceil(rows().length / PAGE), still);
  if (!still()) return null;
  if (atTop() || reachesBelow(fresh)) return fresh;
  for (const row of [seen()[0], seen().at(-1)]) {
    const around = await fetchPage(`around:${row.dataset.ticket}`, 2 * PAGE);
    if (!still()) return null;
    if (seen().some((row) => isIn(around, row))) return around;
  }
  // All that one looked at has left the list.
  return fresh;
}

/** Whether a page goes on to the end of what one looks at; shorter, it would move under one's eyes. */
function reachesBelow(page) {
  const last = seen().at(-1);
  return !last || isIn(page, last) || !page.querySelector(".row:last-child")?.dataset.after;
}

const isIn = (page, row) => page.querySelector(`#${CSS.escape(row.id)}`) !== null;

/** Some pages of the list, one after the other, as one. */
async function fetchPages(from, count, still) {
  const fetched = await fetchPage(from);
  for (let left = count - 1; left > 0 && still(); left -= 1) {
    const cursor = fetched.querySelector(".row:last-child")?.dataset.after;
    if (!cursor) break;
    fetched.querySelector("ol").append(...(await fetchPage(`after:${cursor}`)).querySelectorAll(".row"));
  }
  return fetched;
}

/** What one looks at stays where it is, whatever comes or goes above it; at the top one sees what comes. All of it
 * happens at once, so that nobody can scroll meanwhile. */
function keepingPlace(change) {
  const places = atTop() ? [] : seen().map((row) => [row, row.getBoundingClientRect().top]);
  selectionStays(change);
  const kept = places.filter(([row]) => row.isConnected);
  // A row that went elsewhere in the list is no measure: one that is still followed by the same is.
  const steady = kept.find(([row], at) => row.nextElementSibling === kept[at + 1]?.[0]) ?? kept[0];
  if (steady) scroller().scrollTop += steady[0].getBoundingClientRect().top - steady[1];
}

/** Fetches the next page below or above, and lets go of what is far away on the other side. */
export const extend = (side) => turn(side, async (still) => {
  const cursor = side === "below" ? after() : before();
  if (!cursor) return;
  const fetched = (await fetchPage(`${side === "below" ? "after" : "before"}:${cursor}`)).querySelectorAll(".row");
  if (!still()) return;
  keepingPlace(() => add(side, [...fetched]));
});

function add(side, fetched) {
  const ol = list().querySelector("ol");
  const edge = side === "below" ? ol.lastElementChild : ol.firstElementChild;
  // Nothing there any more: it is the edge of the list.
  if (fetched.length === 0) return edge.removeAttribute(side === "below" ? "data-after" : "data-before");
  const known = new Set(rows().map((row) => row.id));
  const added = fetched.filter((row) => !known.has(row.id));
  if (side === "below") ol.append(...added);
  else ol.prepend(...added);
  added.forEach((row) => window.htmx.process(row));
  while (rows().length > MOST && letGo(side)) continue;
}

/** Takes away the page that is farthest from the side that grew, up to where it can be fetched again. */
function letGo(side) {
  const all = rows();
  const last = side === "below" ? all.findIndex((row) => row.dataset.after) : all.findLastIndex((row) => row.dataset.before);
  const gone = side === "below" ? all.slice(0, last + 1) : all.slice(last);
  const edge = side === "below" ? all[last + 1] : all[last - 1];
  if (last < 0 || !edge || !(side === "below" ? edge.dataset.before : edge.dataset.after)) return false;
  gone.forEach((row) => row.remove());
  return true;
}

/** Shows another part of the list: `start`, `end`, or `around:TICKET`. */
export const jump = (at) => turn("jump", async (still) => {
  const fetched = await fetchPage(at);
  if (!still()) return;
  selectionStays(() => become(fetched));
  if (at === "start") {
    beginningSeen();
    toTop();
  }
  if (at === "end") scroller().scrollTop = scroller().scrollHeight;
});

function toTop() {
  if (scroller() === list()) list().scrollTop = 0;
  else if (list().getBoundingClientRect().top < 0) list().scrollIntoView({ block: "start" });
}

/** Near an edge the next page is fetched. */
function nearEdge() {
  const all = list() ? rows() : [];
  if (all.length === 0) return;
  const { top, bottom } = view();
  if (after() && all.at(-1).getBoundingClientRect().bottom < bottom + NEAR) extend("below");
  if (before() && all[0].getBoundingClientRect().top > top - NEAR) extend("above");
  if (atTop()) beginningSeen();
}

document.addEventListener("scroll", nearEdge, { capture: true, passive: true });

// A new list (another view, a search) begins at its beginning.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!list() || ctx.swap?.includes("Morph")) return;
  if (ctx.target === list() || ctx.target?.id === "page") {
    anotherList();
    if (scroller() === list()) list().scrollTop = 0;
    beginningSeen();
    nearEdge();
  }
});

document.addEventListener("refresh", (event) => {
  if (event.target === list()) refresh();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#new-rows")) jump("start");
});
