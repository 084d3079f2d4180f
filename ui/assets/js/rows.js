// The list: a few pages of 50 rows around where one looks, and the next page fetched when one comes near an
// edge. It refreshes itself without moving under one's eyes.
//
//   #rows
//     ol.rows-page  data-before=CURSOR data-after=CURSOR     each an answer of the list's command
//     ol.rows-page
//     …                                                      six at most

import { show } from "./notices.js";
import { ask } from "./shell.js";

const PAGES = 6;
const NEAR = 800;

const list = () => document.getElementById("rows");
const pages = () => [...list().querySelectorAll(".rows-page")];
const all = () => [...list().querySelectorAll(".row")];
const openedTicket = () => document.querySelector("#ticket .ticket-pane")?.dataset.ticket;

/** The place from which the first page can be asked for again. */
let start = "start";
/** The rows that the beginning of the list held when it was last seen. */
let head = new Set();
/** Where one goes on when the current row has left the list (started, closed): the row that followed it. */
let next = null;
/** The ticket that is on its way to stand beside the list. */
let heading = null;
/** Counts the lists: what was begun for one is not done to the next (another view, a search). */
let generation = 0;
let busy = false;
/** Settled when what is being done to the list is done. */
let idle = Promise.resolve();
/** How many jumps wait for their turn; they go before the next refresh. */
let jumps = 0;
let again = false;
let scrolled = false;

const scroller = () => (list().closest(".desk") ? list() : document.scrollingElement);
const atTop = () => start === "start" && firstIsSeen();
const top = () => (scroller() === list() ? scroller().getBoundingClientRect().top : 0);

function firstIsSeen() {
  const first = all()[0];
  return !first || first.getBoundingClientRect().bottom > top();
}

/** One page of the list, as an element: the answer of its command. */
async function fetchPage(at) {
  const form = Object.fromEntries(new FormData(document.getElementById(list().dataset.form)));
  const html = await ask(list().dataset.command, { ...form, at, ticket: openedTicket() ?? "" });
  return new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstElementChild;
}

/** Does one thing to the list at a time; what fails says so. */
async function once(work) {
  if (busy || !list()) return false;
  busy = true;
  let done;
  idle = new Promise((resolve) => { done = resolve; });
  const [before, begun] = [list(), generation];
  try {
    await work(() => list() === before && before.isConnected && generation === begun);
  } catch (error) {
    show(error);
  } finally {
    busy = false;
    done();
  }
  if (jumps > 0) return true;
  if (again) refresh();
  else if (scrolled) nearEdge();
  return true;
}

/** Asks for what is on screen again, page by page, and morphs it in. */
async function refresh() {
  again = busy;
  if (busy || !list()) return;
  await once(async (same) => {
    const wasAtTop = atTop();
    let fresh = await fetchPages(start, Math.max(pages().length, 1));
    const seen = wasAtTop ? undefined : firstSeen();
    if (seen && !holds(fresh, seen)) {
      // So many came above that what one looks at is not among them: the list begins around it instead.
      const there = `around:${seen.dataset.ticket}`;
      const around = await fetchPages(there, 1);
      if (holds(around, seen) && same()) [fresh, start] = [around, there];
    }
    if (!same()) return;
    await keepingPlace(wasAtTop, () => morph(fresh.innerHTML));
    await countNew(wasAtTop, same);
  });
}

/** Some pages of the list, one after the other. */
async function fetchPages(from, count) {
  const fetched = document.createElement("div");
  for (let at = from, left = count; at && left > 0; left -= 1) {
    const page = await fetchPage(at);
    // What stands beside the pages (a hint) stands there once.
    fetched.append(...(fetched.hasChildNodes() ? page.querySelectorAll(".rows-page") : page.childNodes));
    const cursor = fetched.querySelector(".rows-page:last-of-type")?.dataset.after;
    at = cursor && `after:${cursor}`;
  }
  return fetched;
}

const firstSeen = () => all().find((row) => row.getBoundingClientRect().bottom > top());
const holds = (fetched, row) => fetched.querySelector(`#${CSS.escape(row.id)}`) !== null;

function morph(html) {
  return window.htmx.swap({ sourceElement: list(), target: list(), swap: "innerMorph", text: html });
}

/** What one looks at stays where it is, whatever came or went above it. */
async function keepingPlace(wasAtTop, change) {
  const seen = all().filter((row) => row.getBoundingClientRect().bottom > top()).slice(0, 60);
  const places = seen.map((row) => [row, row.getBoundingClientRect().top]);
  const focused = document.activeElement?.closest(".row")?.id;
  const [was, after] = [current(), followers()];
  await change();
  if (was && !was.isConnected) next = after.find((row) => row.isConnected) ?? null;
  if (!wasAtTop) {
    const kept = places.find(([row]) => row.isConnected);
    if (kept) scroller().scrollTop += kept[0].getBoundingClientRect().top - kept[1];
  }
  mark(openedTicket());
  if (focused && !document.activeElement?.closest(".row")) document.getElementById(focused)?.querySelector("button").focus({ preventScroll: true });
}

/** "3 new" above, unless one is there and sees them come. */
async function countNew(wasAtTop, same) {
  const heads = start === "start" ? all() : [...(await fetchPage("start")).querySelectorAll(".row")];
  if (!same()) return;
  if (wasAtTop || head.size === 0) return rememberHead(heads);
  const met = heads.findIndex((row) => head.has(row.id));
  announce(met < 0 ? heads.length : met, met < 0);
}

function rememberHead(heads) {
  head = new Set(heads.map((row) => row.id));
  announce(0, false);
}

function announce(count, orMore) {
  const button = document.getElementById("new-rows");
  if (!button) return;
  button.hidden = count === 0;
  button.textContent = count ? `${count}${orMore ? "+" : ""} new` : "";
}

/** Fetches the next page below or above, and lets go of what is far away on the other side. */
function extend(below) {
  return once(async (same) => {
    const edge = below ? pages().at(-1) : pages()[0];
    const cursor = below ? edge?.dataset.after : edge?.dataset.before;
    if (!cursor) return;
    const page = (await fetchPage(`${below ? "after" : "before"}:${cursor}`)).querySelector(".rows-page");
    if (!same() || !page) return;
    await keepingPlace(false, () => {
      if (below) edge.after(page);
      else edge.before(page);
      window.htmx.process(page);
      if (!below) start = page.dataset.before ? `after:${page.dataset.before}` : "start";
      while (pages().length > PAGES) {
        const gone = below ? pages()[0] : pages().at(-1);
        if (below) start = `after:${gone.dataset.after}`;
        gone.remove();
      }
    });
  });
}

/** Shows the beginning or the end of the list. One that is asked for during a refresh waits for its end. */
async function jump(at) {
  jumps += 1;
  while (busy) await idle;
  jumps -= 1;
  return once(async (same) => {
    const page = await fetchPage(at);
    if (!same()) return;
    await morph(page.innerHTML);
    const cursor = pages()[0]?.dataset.before;
    start = cursor ? `after:${cursor}` : "start";
    if (at === "start") rememberHead(all());
    scroller().scrollTop = at === "start" ? Math.min(scroller().scrollTop, scroller() === list() ? 0 : list().offsetTop) : scroller().scrollHeight;
  });
}

/** The row that is current: the one in focus, or that of the ticket beside the list. */
function current() {
  return document.activeElement?.closest("#rows .row") ?? list()?.querySelector(".row:has([aria-current])");
}

/** Marks the row of a ticket as the one that is open; the Tab key reaches it. */
function mark(ticket) {
  const buttons = list()?.querySelectorAll(".row-open") ?? [];
  let reached = false;
  for (const button of buttons) {
    const here = button.closest(".row").dataset.ticket === ticket;
    if (here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    button.tabIndex = here ? 0 : -1;
    reached ||= here;
  }
  const instead = next?.isConnected ? next.querySelector(".row-open") : buttons[0];
  if (!reached && instead) instead.tabIndex = 0;
}

/** The rows after the current one. */
function followers() {
  const rows = all();
  const from = rows.indexOf(current());
  return from < 0 ? [] : rows.slice(from + 1);
}

let opening;

/** Goes to a row. The helpdesk sees its ticket beside it; held keys open only where they stop. */
function go(row, held = false) {
  const button = row.querySelector(".row-open");
  row.scrollIntoView({ block: "nearest" });
  if (list().closest(".desk")) {
    mark(row.dataset.ticket);
    heading = row.dataset.ticket === openedTicket() ? null : row.dataset.ticket;
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

async function move(by, held) {
  const from = () => all().indexOf(current());
  // Between two rows, where one left the list, the next one down is already below.
  const gap = from() < 0 && next?.isConnected ? all().indexOf(next) : -1;
  const target = () => (from() >= 0 ? from() + by : gap < 0 ? (by > 0 ? 0 : -1) : by > 0 ? gap + by - 1 : gap + by);
  if (target() >= all().length && from() >= 0) await extend(true);
  if (target() < 0 && from() >= 0) await extend(false);
  const to = all()[Math.min(Math.max(target(), 0), all().length - 1)];
  if (to && to !== current()) go(to, held);
}

const perPage = () => Math.max(1, Math.floor((scroller() === list() ? list().clientHeight : window.innerHeight) / 54) - 1);

/** What the keys do to the list. */
export const rows = {
  next: (held) => move(1, held),
  previous: (held) => move(-1, held),
  pageDown: (held) => move(perPage(), held),
  pageUp: (held) => move(-perPage(), held),
  async first() {
    if (start !== "start" || pages().length > 1) await jump("start");
    const row = all()[0];
    if (row) go(row);
  },
  async last() {
    if (pages().at(-1)?.dataset.after) await jump("end");
    const row = all().at(-1);
    if (row) go(row);
  },
  /** After closing: the next ticket that is not being closed too. */
  nextAfter(ticket) {
    const from = all().findIndex((row) => row.dataset.ticket === ticket);
    const left = (row) => row.dataset.ticket !== ticket && row.dataset.closing === undefined;
    const to = all().slice(from + 1).find(left) ?? all().slice(0, Math.max(from, 0)).findLast(left);
    if (to) go(to);
  },
  /** Whether the current row's ticket is not beside the list yet. */
  loading: () => heading !== null && heading !== openedTicket(),
  focus() {
    const row = current() ?? all()[0];
    row?.querySelector(".row-open").focus({ preventScroll: true });
  },
};

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "ticket") heading = ctx.sourceElement.closest(".row")?.dataset.ticket ?? null;
});

// A new list (another view, a search) begins at its beginning.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const opened = openedTicket();
  if (ctx.target?.id === "page" || (ctx.target?.id === "ticket" && (!opened || opened === heading))) heading = null;
  if (!list() || ctx.swap?.includes("Morph")) return;
  if (ctx.target === list() || ctx.target?.id === "page") {
    generation += 1;
    start = "start";
    next = null;
    if (scroller() === list()) list().scrollTop = 0;
    rememberHead(all());
    mark(openedTicket());
  }
  if (ctx.target?.id === "ticket") mark(openedTicket());
});

document.addEventListener("refresh", (event) => {
  if (event.target === list()) refresh();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#new-rows")) jump("start");
});

// Scrolling near an edge brings the next page; what was scrolled while another was fetched counts too.
document.addEventListener("scroll", nearEdge, { capture: true, passive: true });

function nearEdge() {
  scrolled = busy;
  if (!list() || busy || pages().length === 0) return;
  const [view, box] = [scroller() === list() ? list().getBoundingClientRect() : { top: 0, bottom: innerHeight }, list()];
  const [first, last] = [box.firstElementChild, box.lastElementChild].map((page) => page.getBoundingClientRect());
  if (last.bottom < view.bottom + NEAR && pages().at(-1).dataset.after) extend(true);
  else if (first.top > view.top - NEAR && pages()[0].dataset.before) extend(false);
  if (atTop()) rememberHead(all());
}
