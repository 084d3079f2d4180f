// The closes that wait, and how they look: the rows and the actions of their tickets, and a line each beside the page.

/** Pending closes by ticket, the newest last: { form, number, timer, sent }. `form` is that of `close_ticket`. */
export const pending = new Map();

/** Marks the rows and actions of closing tickets in an element: also in rows that are not on the page yet. */
export function markClosing(root) {
  for (const place of root.querySelectorAll(".row, .actions")) {
    const close = pending.get(ticketOf(place));
    const state = close && !isClosed(place) ? (close.sent ? "sent" : "pending") : undefined;
    if (place.dataset.closing === state) continue;
    place.querySelector(":scope > .closing")?.remove();
    if (!state) delete place.dataset.closing;
    else {
      place.dataset.closing = state;
      place.append(marker(place.classList.contains("row") ? "closing-row" : "closing-actions", close));
    }
  }
}

/** Shows the closes that can be undone, each with its Undo. The key z undoes the newest one. */
export function listClosing() {
  const list = document.getElementById("closing");
  const lines = [...pending.values()].filter((close) => !close.sent).map((close) => marker("closing-now", close));
  const undo = lines.at(-1)?.querySelector("[data-undo]");
  if (undo) {
    undo.dataset.key = "z";
    undo.append(" ", Object.assign(document.createElement("kbd"), { textContent: "z" }));
  }
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
}

/** A copy of a template for one close. Once the close is sent, it cannot be undone. */
function marker(template, close) {
  const element = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const undo = element.querySelector("[data-undo]");
  if (close.sent) undo.remove();
  undo.dataset.undo = close.form.ticket;
  element.querySelector(".number")?.append(close.number);
  return element;
}

/** The actions of a closed ticket have no Close. */
const isClosed = (place) => place.dataset.status === "closed" || (place.matches(".actions") && !place.querySelector("[data-close]"));

const ticketOf = (place) => place.dataset.ticket ?? place.id.replace("actions-", "");
