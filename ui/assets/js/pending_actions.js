// The actions that wait (close, start), and how they look: the rows and the actions of their tickets, and the notice
// beside the page.

/** Pending actions by ticket, the newest last: { kind, command, form, number, timer, sent, replaced }. `form` is that of
 * the command. `unanswered` says that the helpdesk never wrote in the ticket. `replaced` is the start that waited when the ticket was closed. */
export const pending = new Map();

/** The actions that can still be undone, the newest last. */
export const undoable = () => [...pending.values()].filter((action) => !action.sent);

/** For each kind: the attribute of a marked element, and the texts of the notice. */
const KINDS = {
  close: { attribute: "closing", verb: "Closing", isDone: isClosed },
  start: { attribute: "starting", verb: "Starting", isDone: isStarted },
};

/** Up to this many actions have a line each in the notice. With more, only the newest has one. */
const MOST_LINES = 2;

/** Marks the rows and actions of waiting tickets in an element: also in rows that are not on the page yet. */
export function markPending(root) {
  for (const place of root.querySelectorAll(".row, .actions")) {
    for (const kind of Object.keys(KINDS)) mark(place, kind);
  }
}

function mark(place, kind) {
  const { attribute, isDone } = KINDS[kind];
  const action = pending.get(ticketOf(place));
  const state = action?.kind === kind && !isDone(place) ? (action.sent ? "sent" : "pending") : undefined;
  const marked = place.querySelector(`:scope > .${attribute}`);
  if (place.dataset[attribute] === state && Boolean(marked) === Boolean(state)) return;
  marked?.remove();
  if (!state) delete place.dataset[attribute];
  else {
    place.dataset[attribute] = state;
    place.append(marker(`${attribute}-${place.classList.contains("row") ? "row" : "actions"}`, action));
  }
}

/** Shows the actions that can be undone: the newest ones with an Undo each, and one line for all of them. The key z
 * undoes the newest one. */
export function listPending() {
  const list = document.getElementById("closing");
  const actions = undoable();
  const newest = actions.length > MOST_LINES ? actions.slice(-1) : actions;
  const lines = newest.map((action) => marker(action.unanswered ? "closing-unanswered" : `${KINDS[action.kind].attribute}-now`, action));
  const undo = lines.at(-1)?.querySelector("[data-undo]");
  if (undo) {
    undo.dataset.key = "z";
    undo.append(" ", Object.assign(document.createElement("kbd"), { textContent: "z" }));
  }
  if (actions.length > 1) lines.push(all(actions));
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
}

/** "Closing 24 tickets… Undo all" */
function all(actions) {
  const element = document.getElementById("pending-all").content.firstElementChild.cloneNode(true);
  const kinds = Object.keys(KINDS).filter((kind) => actions.some((action) => action.kind === kind));
  const counted = kinds.map((kind) => {
    const count = actions.filter((action) => action.kind === kind).length;
    return `${KINDS[kind].verb} ${count} ticket${count === 1 ? "" : "s"}`;
  });
  element.querySelector(".what").textContent = `${counted.join(". ")}…`;
  return element;
}

/** A copy of a template for one action. Once the action is sent, it cannot be undone. */
function marker(template, action) {
  const element = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const undo = element.querySelector("[data-undo]");
  if (action.sent) undo.remove();
  undo.dataset.undo = action.form.ticket;
  element.querySelector(".number")?.append(action.number);
  return element;
}

/** The actions of a closed ticket have no Close. */
function isClosed(place) {
  return place.dataset.status === "closed" || (place.matches(".actions") && !place.querySelector("[data-close]"));
}

/** The actions of a started ticket have no Start. */
function isStarted(place) {
  return place.matches(".actions") ? !place.querySelector("[data-start]") : place.dataset.status !== "open";
}

const ticketOf = (place) => place.dataset.ticket ?? place.id.replace("actions-", "");
