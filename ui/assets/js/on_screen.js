// Reports which ticket is on screen, and which answers in it have been. An answer counts as read once it was in the visible part
// of the window in front: not below it in a long thread, and not in a ticket behind the list ("Back"), which is refreshed too.

import { ask } from "./shell.js";

/** The last report, and the end of the reports that were sent: they arrive in their order. */
let reported = null;
let sent = Promise.resolve();

/** The answers that are in the visible part of the window now. */
const visible = new Set();

/** The ids of the answers of a ticket that have been there while the window was in front. */
let read = { ticket: undefined, answers: new Set() };

const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (isReadable(entry)) visible.add(entry.target);
    else visible.delete(entry.target);
  }
  report();
}, { threshold: [0.01, 0.02, ...Array.from({ length: 21 }, (_, step) => step / 20)] });

/** Half of the message is visible; or as much of it as fills half of the window, if it is long. */
function isReadable({ isIntersecting, intersectionRatio, intersectionRect, rootBounds }) {
  const fills = rootBounds && intersectionRect.height >= rootBounds.height / 2;
  return isIntersecting && (intersectionRatio >= 0.5 || Boolean(fills));
}

/** Only a reporter reads answers. */
function observeAnswers() {
  for (const answer of document.querySelectorAll(".user #ticket .message[data-role='helpdesk']")) observer.observe(answer);
}

function onScreen() {
  const pane = document.querySelector("#ticket .ticket-pane");
  if (!pane || document.hidden || !pane.checkVisibility()) return {};
  const ticket = pane.dataset.ticket;
  if (read.ticket !== ticket) read = { ticket, answers: new Set() };
  const inFront = document.hasFocus();
  for (const answer of inFront ? visible : []) {
    if (pane.contains(answer)) read.answers.add(answer.id.replace("message-", ""));
  }
  return { ticket, in_front: inFront ? "yes" : "no", read: [...read.answers].join(" ") };
}

function report() {
  // While the desk is being opened, or could not be, there is nothing to report to.
  if (document.querySelector(".opening, .start-failed")) return;
  const now = onScreen();
  const text = JSON.stringify(now);
  if (text === reported) return;
  reported = text;
  // After a failure, the next occasion reports again.
  sent = sent.then(() => ask("on_screen", now)).catch(() => { reported = null; });
}

// After all handlers of the event: "Back" hides the ticket in one of them.
const reportSoon = () => setTimeout(report);
document.addEventListener("htmx:after:swap", observeAnswers);
for (const change of ["htmx:after:swap", "click", "visibilitychange"]) document.addEventListener(change, reportSoon);
for (const change of ["focus", "blur", "resize"]) window.addEventListener(change, reportSoon);
