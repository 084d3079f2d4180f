// One key each, everything under the fingers. A control names its key in `data-key`; a key that stands in a
// field is just a letter.

import { moves } from "./moving.js";

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
  if (inMenu(event)) return;
  if (held.length > 0 && event.key.length === 1) return hold(event);
  if (MOVES[event.key] && movesHere(event)) {
    event.preventDefault();
    MOVES[event.key](event.repeat);
    return;
  }
  press(event);
});

const isField = (element) => element.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");

/** The helpdesk's keys work everywhere; a user's list moves only while one is in it. Radios and texts keep theirs. */
function movesHere(event) {
  if (!document.getElementById("rows") || (event.key.startsWith("Arrow") && event.target.matches?.("[type=radio]"))) return false;
  if (event.target.closest?.(".ticket-scroll") && event.key.length > 1) return false;
  const letter = event.key.length === 1;
  if (document.querySelector(".desk")) return true;
  return !letter && event.target.closest?.("#rows") !== null && !["Home", "End", "PageUp", "PageDown"].includes(event.key);
}

/** Presses the control of a key, or goes into its field. */
function press(event) {
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)]
    .find((element) => element.checkVisibility?.() ?? element.offsetParent);
  if (moves.loading() && /^\S$/.test(event.key) && (!control || control.closest("#ticket"))) return hold(event);
  if (!control || (event.key !== "/" && !document.querySelector(".desk"))) return;
  event.preventDefault();
  if (isField(control)) {
    control.focus();
    control.select?.();
  } else {
    control.click();
  }
}

// A key acts on the ticket whose row is current. While that one is still being loaded, the key and those after
// it wait: what is typed after "a" is an answer, never commands to the ticket before.
const PATIENCE = 3_000;
const held = [];

function hold(event) {
  event.preventDefault();
  if (held.length === 0) setTimeout(() => held.splice(0), PATIENCE);
  held.push(event.key);
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "ticket") replayAll();
});
// A step that led nowhere opens nothing.
document.addEventListener("list-moved", replayAll);

function replayAll() {
  if (moves.loading()) return;
  for (const key of held.splice(0)) replay(key);
}

/** Does what a key that waited would have done. */
function replay(key) {
  const field = document.activeElement;
  if (isField(field)) {
    field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  } else {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}

/** Ctrl+Enter sends the form one is in; with Shift, the answer is sent and the ticket closed. */
function send(event) {
  const form = event.target.closest?.("form");
  if (!form || !event.target.matches("textarea, input")) return;
  event.preventDefault();
  const closing = event.shiftKey && form.querySelector("[data-send-and-close]");
  if (closing) closing.click();
  else if (!event.shiftKey) form.requestSubmit();
}

/** Esc leaves a field, closes a menu, or goes back to the list. */
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

/** Up and down in an open menu. */
function inMenu(event) {
  const menu = event.target.closest?.(".menu[open]");
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!menu || !step) return false;
  const items = [...menu.querySelectorAll(".menu-body button")];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
  event.preventDefault();
  return true;
}

// An opened menu is ready for the keys; a click beside it, or a choice in it, closes it.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".menu[open]")) event.target.querySelector(".menu-body [aria-current], .menu-body button")?.focus();
}, true);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    const inside = menu.contains(event.target);
    if (!inside || event.target.closest(".menu-body button")) menu.open = false;
  }
});
