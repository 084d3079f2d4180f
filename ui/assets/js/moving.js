// What the keys do to the list: each step is done after the one before, also where a page must be fetched first.

import { after, before, list, openedTicket, PAGE, rows, scroller } from "./list.js";
import { show } from "./notices.js";
import { extend, jump } from "./rows.js";
import { belowGap, current, go, isOpening } from "./selection.js";
import { whichList } from "./turns.js";

/** Steps that wait or are being done. */
let steps = 0;
let last = Promise.resolve();

/** At once if it can be: what is pressed next acts on the row that this leads to. A held key does not pile up. */
function step(work, held = false) {
  if (held && steps > 1) return;
  steps += 1;
  last = (steps === 1 ? work() : last.then(work)).catch(show).finally(() => {
    steps -= 1;
    if (steps === 0) document.dispatchEvent(new Event("list-moved"));
  });
}

async function move(by, held) {
  const here = whichList();
  const lost = !current() && !belowGap() && openedTicket();
  // Scrolled far away: one goes on from the ticket that is open.
  if (lost && (before() || after())) await jump(`around:${openedTicket()}`);
  await reach(() => target(by));
  const all = rows();
  const to = here === whichList() && all[Math.min(Math.max(target(by), 0), all.length - 1)];
  if (to && to !== current()) go(to, held);
}

/** Where a step leads, as an index among the rows; it may lie beyond them. */
function target(by) {
  const all = rows();
  const from = all.indexOf(current());
  if (from >= 0) return from + by;
  // Between two rows, where one left the list, the next one down is already below.
  const gap = all.indexOf(belowGap());
  if (gap >= 0) return by > 0 ? gap + by - 1 : gap + by;
  return by > 0 ? 0 : -1;
}

/** Fetches pages until an index is among the rows, or the list ends. */
async function reach(index) {
  const beyond = () => {
    if (rows().indexOf(current()) < 0 && !belowGap()) return null;
    if (index() >= rows().length && after()) return "below";
    return index() < 0 && before() ? "above" : null;
  };
  const here = whichList();
  for (let side, tries = 4; (side = beyond()) && tries > 0 && here === whichList(); tries -= 1) await extend(side);
}

async function first() {
  if (before() || rows().length > PAGE) await jump("start");
  const row = rows()[0];
  if (row) go(row);
}

async function end() {
  if (after()) await jump("end");
  const row = rows().at(-1);
  if (row) go(row);
}

/** After closing: the next ticket that is not being closed too. */
async function nextAfter(ticket) {
  const here = whichList();
  const left = (row) => row.dataset.ticket !== ticket && row.dataset.closing === undefined;
  const at = () => rows().findIndex((row) => row.dataset.ticket === ticket);
  const following = () => rows().slice(at() + 1).find(left);
  if (!following() && after()) await extend("below");
  const to = following() ?? rows().slice(0, Math.max(at(), 0)).findLast(left);
  if (to && here === whichList()) go(to);
}

async function backTo(ticket) {
  const row = rows().find((row) => row.dataset.ticket === ticket);
  if (row) go(row);
}

const perPage = () => Math.max(1, Math.floor((scroller() === list() ? list().clientHeight : innerHeight) / 54) - 1);

export const moves = {
  next: (held) => step(() => move(1, held), held),
  previous: (held) => step(() => move(-1, held), held),
  pageDown: (held) => step(() => move(perPage(), held), held),
  pageUp: (held) => step(() => move(-perPage(), held), held),
  first: () => step(first),
  last: () => step(end),
  nextAfter: (ticket) => step(() => nextAfter(ticket)),
  backTo: (ticket) => step(() => backTo(ticket)),
  /** Whether the current row's ticket is not beside the list yet. */
  loading: () => steps > 0 || isOpening(),
  focus() {
    const row = current() ?? rows()[0];
    row?.querySelector(".row-open").focus({ preventScroll: true });
  },
};
