// Closing goes on to the next ticket; the close itself waits in the shell for its five seconds.

import { moves } from "./moving.js";

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const button = ctx.sourceElement;
  if (!button.matches?.("[data-close], [data-send-and-close]") || ctx.response.status >= 400) return;
  const ticket = button.closest(".ticket-pane")?.dataset.ticket;
  if (ticket && accepted(ctx.text)) moves.nextAfter(ticket);
});

// A close that is taken back leads back to its ticket; what reads the page aloud says so.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const ticket = ctx.sourceElement.dataset?.undo;
  if (!ticket || ctx.response.status >= 400) return;
  document.getElementById("said").textContent = "The close was undone. The ticket stays as it was.";
  moves.backTo(ticket);
});

/** A refusal, a hint, or "closed meanwhile" is to be read first. */
function accepted(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = [page, ...[...page.querySelectorAll("template")].map((part) => part.content)];
  return !parts.some((part) => part.querySelector(".notice, [aria-invalid=true], .closed-meanwhile"));
}
