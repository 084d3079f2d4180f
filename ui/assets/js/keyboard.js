// Keyboard shortcuts. A control names its key in `data-key`. In a field, a key types its letter.

import { moves } from "./list_moves.js";

const MOVES = {
  j: moves.next, ArrowDown: moves.next,
  k: moves.previous, ArrowUp: moves.previous,
  PageDown: moves.pageDown, PageUp: moves.pageUp,
  Home: moves.first, End: moves.last,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return leave(event);
  if (document.querySelector("dialog[open]") || isField(event.target)) return;
  if (moveInMenu(event)) return;
  if (waitingKeys.length > 0 && event.key.length === 1) return wait(event);
  if (MOVES[event.key] && movesSelection(event)) {
    event.preventDefault();
    MOVES[event.key](event.repeat);
    return;
  }
  press(event);
});

const isField = (element) => element.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");

/** Whether a key moves the selection. For the helpdesk it does on the whole page, for a user only in the list. Radio
 * buttons and the ticket's text have their own arrow keys. */
function movesSelection(event) {
  if (!document.getElementById("rows") || (event.key.startsWith("Arrow") && event.target.matches?.("[type=radio]"))) return false;
  if (event.target.closest?.(".ticket-scroll") && event.key.length > 1) return false;
  const letter = event.key.length === 1;
  if (document.querySelector(".desk")) return true;
  return !letter && event.target.closest?.("#rows") !== null && !["Home", "End", "PageUp", "PageDown"].includes(event.key);
}

/** Clicks the control of a key, or focuses its field. */
function press(event) {
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)]
    .find((element) => element.checkVisibility?.() ?? element.offsetParent);
  if (moves.loading() && /^\S$/.test(event.key) && (!control || control.closest("#ticket"))) return wait(event);
  if (!control || (event.key !== "/" && !document.querySelector(".desk"))) return;
  event.preventDefault();
  if (isField(control)) {
    control.focus();
    control.select?.();
  } else {
    control.click();
  }
}

// A key acts on the ticket of the current row. While that ticket loads, the key and the keys after it wait. So the
// letters typed after "a" go into the answer, and never act on the ticket before.
const MAX_WAIT = 3_000;
const waitingKeys = [];

function wait(event) {
  event.preventDefault();
  if (waitingKeys.length === 0) setTimeout(() => waitingKeys.splice(0), MAX_WAIT);
  waitingKeys.push(event.key);
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "ticket") replayAll();
});
// A move that selects no other row opens no ticket.
document.addEventListener("list-moved", replayAll);

function replayAll() {
  if (moves.loading()) return;
  for (const key of waitingKeys.splice(0)) replay(key);
}

/** Does what the key would have done without the wait. */
function replay(key) {
  const field = document.activeElement;
  if (isField(field)) {
    field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  } else {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}

/** Ctrl+Enter sends the form of the focused field. With Shift, it sends the answer and closes the ticket. */
function send(event) {
  const form = event.target.closest?.("form");
  if (!form || !event.target.matches("textarea, input")) return;
  event.preventDefault();
  const closing = event.shiftKey && form.querySelector("[data-send-and-close]");
  if (closing) closing.click();
  else if (!event.shiftKey) form.requestSubmit();
}

/** Esc closes a menu, leaves a field, or shows the list. */
function leave(event) {
  const menu = document.querySelector(".menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (isField(event.target)) {
    event.target.blur();
    if (document.querySelector(".desk")) moves.focus();
  } else {
    document.querySelector("[data-pane=ticket] [data-back]")?.click();
  }
}

/** Moves the focus up or down in an open menu. */
function moveInMenu(event) {
  const menu = event.target.closest?.(".menu[open]");
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!menu || !step) return false;
  const items = [...menu.querySelectorAll(".menu-body button")];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
  event.preventDefault();
  return true;
}

// A menu takes the focus when it opens. A click outside, or a choice in it, closes it.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".menu[open]")) event.target.querySelector(".menu-body [aria-current], .menu-body button")?.focus();
}, true);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    const inside = menu.contains(event.target);
    if (!inside || event.target.closest(".menu-body button")) menu.open = false;
  }
});
