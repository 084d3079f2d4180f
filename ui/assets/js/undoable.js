// Closing or starting a ticket asks nothing, and can be undone for five seconds.
//
//   Close, Start ──▶ pending ── 5 s, or the window closes ──▶ close_ticket, start_ticket, with what was on screen
//                       │                                        ──▶ done, or a notice: why not, or what is new
//                       └── Undo ──▶ nothing is sent
//
// A pending action exists only in this page: after a crash the ticket is as it was. A browser sends it when its page is left.

import { moves } from "./list_moves.js";
import { show } from "./notices.js";
import { listPending, markPending, pending, undoable } from "./pending_actions.js";
import { ask } from "./shell.js";

/** How long an action can be undone. */
const DELAY = 5_000;

/** How long a ticket is still marked after its action, in milliseconds: by then its row has been refreshed. */
const REFRESHED = 1_000;

/** The commands that change a ticket which may be waiting for its start. */
const SENDS_START_FIRST = ["write_message", "modify_ticket", "correct_category"];

document.addEventListener("click", (event) => {
  const ticket = event.target.closest("[data-undo]")?.dataset.undo;
  if (ticket) undo(ticket);
  if (event.target.closest("[data-undo-all]")) undoAll();
});

/** The ticket as it is on screen, for the form of a command. */
export function asSeen(pane) {
  const { version, messages } = pane.querySelector(".ticket-body").dataset;
  return { ticket: pane.dataset.ticket, version, messages };
}

/** Lets an action wait: { kind, command, form, number }. */
export function begin(action) {
  const { ticket } = action.form;
  const waiting = pending.get(ticket);
  clearTimeout(waiting?.timer);
  pending.delete(ticket);
  if (waiting && !waiting.sent && waiting.kind !== action.kind) action.replaced = waiting;
  pending.set(ticket, action);
  action.timer = setTimeout(() => send(action), DELAY);
  update();
}

function undo(ticket) {
  const action = pending.get(ticket);
  if (!action || action.sent) return;
  cancel(action);
  say(`The ${action.kind} was undone. The ticket stays as it was.`);
  moves.backTo(ticket);
}

function undoAll() {
  const actions = undoable();
  actions.forEach(cancel);
  say(`Undone for ${actions.length} tickets. They stay as they were.`);
  if (actions.length > 0) moves.backTo(actions[0].form.ticket);
}

function cancel(action) {
  clearTimeout(action.timer);
  forget(action);
  if (action.replaced) begin(action.replaced);
}

function send(action) {
  clearTimeout(action.timer);
  action.sent = true;
  update();
  action.answered = answer(action);
  return action.answered;
}

async function answer(action) {
  try {
    const notices = noticesIn(await ask(action.command, action.form));
    notices.forEach(show);
    if (notices.length === 0) return void setTimeout(() => forget(action), REFRESHED);
  } catch (error) {
    show(error);
  }
  forget(action);
}

/** Requests that begin an action once they are answered ("Send and close"). */
const preceding = new Set();

/** Lets `sendAll` wait for a request that begins an action. Returns the function to call once it is answered. */
export function beginsLater() {
  let resolve;
  const promise = new Promise((answered) => { resolve = answered; });
  preceding.add(promise);
  return () => {
    preceding.delete(promise);
    resolve();
  };
}

/** Sends all pending actions. Resolves once they are answered, also those that were sent before. */
export async function sendAll() {
  await Promise.all(preceding);
  undoable().forEach(send);
  await Promise.all([...pending.values()].map((action) => action.answered));
}

/** Before a command changes a ticket, the pending start of this ticket is sent. */
export async function sendStartBefore(command, { ticket }) {
  const action = pending.get(ticket);
  if (SENDS_START_FIRST.includes(command) && action?.kind === "start") await (action.answered ?? send(action));
}

/** The notices of an answer, which may be among partial swaps. */
function noticesIn(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  return [...answer.querySelectorAll(".notice")].map((notice) => notice.outerHTML);
}

function forget(action) {
  const { ticket } = action.form;
  if (pending.get(ticket) === action) pending.delete(ticket);
  update();
  // While the action was pending, its ticket's actions were not refreshed.
  for (const region of document.querySelectorAll(`[data-live][data-ticket="${ticket}"]`)) {
    region.dispatchEvent(new CustomEvent("refresh"));
  }
}

function update() {
  markPending(document);
  listPending();
}

function say(text) {
  document.getElementById("said").textContent = text;
}

document.addEventListener("htmx:after:swap", () => pending.size > 0 && markPending(document));

// A refresh leaves the actions of a closing ticket alone: the focus stays on Undo.
window.htmx.registerExtension("closing", {
  htmx_before_morph_node: (element) => !element.matches?.(".actions[data-closing=pending]"),
});
