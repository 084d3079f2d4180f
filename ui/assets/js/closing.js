// Close, and "Send and close". A close can be undone for five seconds (undoable.js), and selects the next ticket.

import { moves } from "./list_moves.js";
import { asSeen, begin, beginsLater } from "./undoable.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  // The second click of a double click would close the next ticket.
  if (button && event.detail < 2) close(closeOf(button.closest(".ticket-pane")));
});

// "Send and close" closes once the message was accepted. The message counts as seen, other new ones do not.
const closeAfter = new WeakMap(); // request -> the close that follows it
/** Whether a request is a "Send and close". */
export const isSendAndClose = (request) => closeAfter.has(request);
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement.matches?.("[data-send-and-close]")) return;
  const action = closeOf(ctx.sourceElement.closest(".ticket-pane"));
  if (!action) return;
  action.form.messages = String(Number(action.form.messages) + 1);
  action.unanswered = false;
  closeAfter.set(ctx, { action, done: beginsLater() });
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const follow = closeAfter.get(ctx);
  if (!follow) return;
  if (ctx.response.status < 400 && accepted(ctx.text)) close(follow.action);
  follow.done();
});
// A request that failed has no answer.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => closeAfter.get(ctx)?.done());

/** The close of a ticket as it is on screen now; nothing if it cannot be closed. */
function closeOf(pane) {
  const button = pane.querySelector("[data-close]");
  if (!button) return null;
  const { number, command, startCommand } = button.dataset;
  const form = { ...asSeen(pane), command, start_command: startCommand };
  const unanswered = !pane.querySelector(".message[data-role=helpdesk]");
  return { kind: "close", command: "close_ticket", form, number, unanswered };
}

function close(action) {
  if (!action) return;
  begin(action);
  moves.nextAfter(action.form.ticket);
}

/** Whether a message was accepted: the answer has no refusal, no hint, and not the view of a closed ticket. */
function accepted(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = [page, ...[...page.querySelectorAll("template")].map((part) => part.content)];
  return !parts.some((part) => part.querySelector(".notice, [aria-invalid=true], .closed-meanwhile"));
}
