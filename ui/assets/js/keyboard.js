// Keyboard shortcuts. A control names its key in `data-key`. In a field, a key types its letter.
//
// A key that changes a ticket acts once, however long it is held; only if no other letter is typed within 250 ms before
// or after it; and only on a ticket that has been on screen for 300 ms:
//
//   c ──▶ quiet for 250 ms ──▶ the ticket is on screen for 300 ms ──▶ click
//            └── another letter: typing or dictation, nothing is done
//
// Keys that only move the selection, open a menu, focus a field or undo act at once.

import { followsTyping, QUIET, typedBefore, wasNoTyping, writes } from "./key_bursts.js";
import { keyOf } from "./key_names.js";
import { letterKeys } from "./letter_keys.js";
import { openedTicket } from "./list.js";
import { moves } from "./list_moves.js";
import { show } from "./notices.js";
import { shownSince } from "./shown_ticket.js";

/** How long a ticket must be on screen before a key acts on it, in milliseconds. */
const SHOWN = 300;

const MOVES = {
  j: moves.next, ArrowDown: moves.next,
  k: moves.previous, ArrowUp: moves.previous,
  PageDown: moves.pageDown, PageUp: moves.pageUp,
  Home: moves.first, End: moves.last,
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  // When the key was pressed, also if the page was busy then.
  const at = event.timeStamp;
  const isTyping = followsTyping(event, at);
  if (writes(event) && !event.repeat) cancelSoon(at);
  if (event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return leave(event);
  if (document.querySelector("dialog[open]") || isField(event.target)) return;
  // The space or the Enter of a typed sentence must not press the focused button.
  if (isTyping && (event.key === " " || event.key === "Enter")) return event.preventDefault();
  if (writes(event) && !letterKeys()) return;
  if (event.key === " " && scrollsTicket(event.target)) return scrollTicket(event);
  const pressed = { key: keyOf(event, (key) => key in MOVES || Boolean(controlOf(key))), at, held: event.repeat };
  if (waitingKeys.length > 0 && writes(event)) return wait(pressed, event);
  if (writes(event) && isTyping && !followsMenuKey(pressed)) return void (event.repeat || ignore());
  ignored = 0;
  if (moveInMenu(event, pressed.key)) return;
  act(pressed, event.target, event);
});

/** Does what a key is for. `event` is missing if the key has waited. */
function act(pressed, target, event) {
  if (MOVES[pressed.key] && movesSelection(pressed.key, target)) {
    event?.preventDefault();
    wasNoTyping();
    MOVES[pressed.key](pressed.held);
  } else {
    press(pressed, event);
  }
}

const isField = (element) => element.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");

/** Whether a key moves the selection. For the helpdesk it does on the whole page, for a user only in the list. Radio
 * buttons and the ticket's text have their own arrow keys. */
function movesSelection(key, target) {
  if (!document.getElementById("rows") || (key.startsWith("Arrow") && target.matches?.("[type=radio]"))) return false;
  if (target.closest?.(".ticket-scroll") && key.length > 1) return false;
  const letter = key.length === 1;
  if (document.querySelector(".desk")) return true;
  return !letter && target.closest?.("#rows") !== null && !["Home", "End", "PageUp", "PageDown"].includes(key);
}

/** The visible control of a key. An open menu comes first: its digits choose in it, and not a view. */
function controlOf(key) {
  const controls = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)]
    .filter((element) => element.checkVisibility?.() ?? element.offsetParent);
  return controls.find((element) => element.closest(".menu[open]")) ?? controls[0];
}

/** The id of the menu that a control is in. */
const menuOf = (control) => control?.closest(".menu")?.id;

const ticketScroll = () => document.querySelector(".desk .ticket-scroll");

/** Whether Space scrolls the ticket. It presses a focused button, but not the row of the ticket that is open. */
function scrollsTicket(target) {
  const isOpenRow = target.closest?.(".row")?.dataset.ticket === openedTicket();
  return ticketScroll() !== null && (isOpenRow || !target.closest?.("button, summary, label, input"));
}

/** Scrolls by a screenful, with two lines of overlap. */
function scrollTicket(event) {
  event.preventDefault();
  const text = ticketScroll();
  text.scrollBy(0, (text.clientHeight - 48) * (event.shiftKey ? -1 : 1));
}

/** Clicks the control of a key, or focuses its field. */
function press(pressed, event) {
  const { key, held, followed } = pressed;
  const control = controlOf(key);
  // Also if there is nothing to undo any more.
  if (key === "z" && event) wasNoTyping();
  if (moves.loading() && /^\S$/.test(key) && (!control || control.closest("#ticket"))) return wait(pressed, event);
  if (!control || (key !== "/" && !document.querySelector(".desk"))) return;
  event?.preventDefault();
  if (held) return;
  if (isField(control)) {
    control.focus();
    control.select?.();
  } else if (control.matches("summary")) {
    menuKeyAt = pressed.at;
    control.click();
  } else if (control.matches("[data-undo]")) {
    control.click();
  } else if (!followed) {
    actSoon(pressed);
  }
}

// The key that waits until it is certain that it is not part of a text: { at, timer }.
let soon = null;

function actSoon({ key, at }) {
  if (soon) return;
  const ticket = openedTicket();
  const menu = menuOf(controlOf(key));
  const waiting = { at };
  const attempt = () => {
    const control = controlOf(key);
    const isOfTicket = control?.closest("#ticket") !== null;
    const left = Math.max(at + QUIET, isOfTicket ? shownSince() + SHOWN : 0) - performance.now();
    if (control && left > 0) {
      waiting.timer = setTimeout(attempt, Math.min(left, SHOWN));
      return;
    }
    soon = null;
    // A digit chose in a menu that has been closed since: it is no view now.
    if (menuOf(control) !== menu) return;
    // The ticket that was on screen when the key was pressed, and no other.
    const isSame = openedTicket() === ticket && !moves.loading();
    if (control && (isSame || !isOfTicket) && !document.querySelector("dialog[open]")) control.click();
  };
  soon = waiting;
  attempt();
}

/** A letter was typed: the key right before it was part of a text. */
function cancelSoon(now) {
  if (!soon || now - soon.at >= QUIET) return;
  clearTimeout(soon.timer);
  soon = null;
}

// A digit chooses in the menu that the key right before it has opened.
let menuKeyAt;
const followsMenuKey = ({ key }) => {
  const isMenuKey = controlOf(key)?.closest(".menu[open]") || key === "j" || key === "k";
  return isMenuKey && document.querySelector(".menu[open]") !== null && typedBefore() === menuKeyAt;
};

/** After this many ignored letters a notice says why nothing happens. */
const MANY = 4;
let ignored = 0;

function ignore() {
  ignored += 1;
  if (ignored === MANY) show(document.getElementById("typed-beside-field").innerHTML);
}

// A key acts on the ticket of the current row. While that ticket loads, the key and the keys after it wait. So the
// letters typed after "a" go into the answer, and never act on the ticket before.
const MAX_WAIT = 3_000;
const waitingKeys = [];

function wait(pressed, event) {
  event?.preventDefault();
  if (pressed.held) return;
  if (waitingKeys.length === 0) setTimeout(() => waitingKeys.splice(0), MAX_WAIT);
  waitingKeys.push(pressed);
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "ticket") replayAll();
});
// A move that selects no other row opens no ticket.
document.addEventListener("list-moved", replayAll);

function replayAll() {
  if (moves.loading()) return;
  const pressed = waitingKeys.splice(0);
  pressed.forEach((key, index) => replay(key, pressed[index - 1], pressed[index + 1]));
}

/** Does what the key would have done without the wait. */
function replay(pressed, previous, next) {
  const field = document.activeElement;
  if (isField(field)) {
    field.setRangeText(pressed.key, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  } else if (!previous || pressed.at - previous.at >= QUIET) {
    act({ ...pressed, followed: next && next.at - pressed.at < QUIET }, document.activeElement);
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
function moveInMenu(event, key) {
  const menu = event.target.closest?.(".menu[open]");
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[key];
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
