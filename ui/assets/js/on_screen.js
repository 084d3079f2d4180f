// Reports which ticket is on screen, and how many messages of it. An answer counts as read once it is displayed in the
// window in front. A ticket behind the list ("Back") is refreshed too, but is not on screen.

import { ask } from "./shell.js";

/** The last report, and the end of the reports that were sent: they arrive in their order. */
let reported = null;
let sent = Promise.resolve();

function onScreen() {
  const pane = document.querySelector("#ticket .ticket-pane");
  if (!pane || document.hidden || !pane.checkVisibility()) return {};
  const messages = pane.querySelector(".ticket-body")?.dataset.messages ?? "0";
  return { ticket: pane.dataset.ticket, messages, in_front: document.hasFocus() ? "yes" : "no" };
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
for (const change of ["htmx:after:swap", "click", "visibilitychange"]) document.addEventListener(change, reportSoon);
for (const change of ["focus", "blur", "resize"]) window.addEventListener(change, reportSoon);
