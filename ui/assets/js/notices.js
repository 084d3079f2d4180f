// Notices are displayed beside the page until they are dismissed.

import { openTicket } from "./open_ticket.js";

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".notice").remove();
});

document.addEventListener("click", (event) => {
  const ticket = event.target.closest("[data-open]")?.dataset.open;
  if (ticket) openTicket(ticket);
});

// A notice replaces an earlier one with the same text.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "notices") return;
  const last = ctx.target.lastElementChild;
  for (const notice of [...ctx.target.children]) {
    if (notice !== last && notice.textContent === last.textContent) notice.remove();
  }
});

/** The HTML of a failure: the one that the command rendered, or a general one. */
export function failed(error) {
  const rendered = typeof error === "string" && error.trimStart().startsWith("<");
  return rendered ? error : document.getElementById("failed").innerHTML;
}

/** Displays a notice that htmx did not ask for: the HTML of a command, or an error. */
export function show(notice) {
  const notices = document.getElementById("notices");
  const html = failed(notice);
  // The same failure is displayed once: a full disk would fail each draft.
  if ([...notices.children].some((shown) => shown.dataset.html === html)) return;
  notices.insertAdjacentHTML("beforeend", html);
  notices.lastElementChild.dataset.html = html;
}
