// Closing a ticket asks nothing, and can be undone for five seconds.
//
//   Close ──▶ pending ── 5 s, or the window closes ──▶ close_ticket, with what was on screen ──▶ closed,
//                │                                                        or a notice: the ticket stays open
//                └── Undo ──▶ nothing is sent
//
// A pending close exists only in this page: after a crash or a reload the ticket is as it was.

import { moves } from "./list_moves.js";
import { show } from "./notices.js";
import { listClosing, markClosing, pending } from "./pending_closes.js";
import { ask } from "./shell.js";

/** How long a close can be undone. */
const DELAY = 5_000;

/** How long a closed ticket is still marked, in milliseconds: by then its row has been refreshed. */
const REFRESHED = 1_000;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (button) begin(closeOf(button.closest(".ticket-pane")));
  const ticket = event.target.closest("[data-undo]")?.dataset.undo;
  if (ticket) undo(ticket);
});

// "Send and close" closes once the message was accepted. The message counts as seen, other new ones do not.
const closeAfter = new WeakMap(); // request -> close
/** Whether a request is a "Send and close". */
export const isSendAndClose = (request) => closeAfter.has(request);
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement.matches?.("[data-send-and-close]")) return;
  const close = closeOf(ctx.sourceElement.closest(".ticket-pane"));
  if (!close) return;
  close.form.messages = String(Number(close.form.messages) + 1);
  closeAfter.set(ctx, close);
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const close = closeAfter.get(ctx);
  if (close && ctx.response.status < 400 && accepted(ctx.text)) begin(close);
});

/** The close of a ticket as it is on screen now; nothing if it cannot be closed. */
function closeOf(pane) {
  const button = pane.querySelector("[data-close]");
  if (!button) return null;
  const { version, messages } = pane.querySelector(".ticket-body").dataset;
  const { ticket, number, command, startCommand } = button.dataset;
  return { form: { ticket, version, messages, command, start_command: startCommand }, number, sent: false };
}

function begin(close) {
  if (!close) return;
  const { ticket } = close.form;
  clearTimeout(pending.get(ticket)?.timer);
  pending.delete(ticket);
  pending.set(ticket, close);
  close.timer = setTimeout(() => send(close), DELAY);
  update();
  moves.nextAfter(ticket);
}

function undo(ticket) {
  const close = pending.get(ticket);
  if (!close || close.sent) return;
  clearTimeout(close.timer);
  forget(close);
  document.getElementById("said").textContent = "The close was undone. The ticket stays as it was.";
  moves.backTo(ticket);
}

async function send(close) {
  clearTimeout(close.timer);
  close.sent = true;
  update();
  try {
    const staysOpen = await ask("close_ticket", close.form);
    if (!staysOpen) return void setTimeout(() => forget(close), REFRESHED);
    show(staysOpen);
  } catch (error) {
    show(error);
  }
  forget(close);
}

/** Sends all pending closes; resolves once they are answered. */
export const sendAll = () => Promise.all([...pending.values()].filter((close) => !close.sent).map(send));

function forget(close) {
  const { ticket } = close.form;
  if (pending.get(ticket) === close) pending.delete(ticket);
  update();
  // While the close was pending, its ticket's actions were not refreshed.
  for (const region of document.querySelectorAll(`[data-live][data-ticket="${ticket}"]`)) {
    region.dispatchEvent(new CustomEvent("refresh"));
  }
}

function update() {
  markClosing(document);
  listClosing();
}

document.addEventListener("htmx:after:swap", () => pending.size > 0 && markClosing(document));

// A refresh leaves the actions of a closing ticket alone: the focus stays on Undo.
window.htmx.registerExtension("closing", {
  htmx_before_morph_node: (element) => !element.matches?.(".actions[data-closing=pending]"),
});

/** Whether a message was accepted: the answer has no refusal, no hint, and not the view of a closed ticket. */
function accepted(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = [page, ...[...page.querySelectorAll("template")].map((part) => part.content)];
  return !parts.some((part) => part.querySelector(".notice, [aria-invalid=true], .closed-meanwhile"));
}
