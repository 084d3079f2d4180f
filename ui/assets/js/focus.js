// Where the focus goes when a page changes under it, and how one gets back.

import { moves } from "./moving.js";

const FORMS = ["report", "report-again", "editor", "composer"];

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  // What refreshes itself takes no focus.
  if (!ctx.request || ctx.swap === "none" || ctx.swap?.includes("Morph")) return;
  const id = ctx.target?.id;
  if (id === "page") arrive();
  if (id === "help") document.getElementById("help").showModal();
  if (id === "ticket") pane("ticket");
  const goesOn = ctx.sourceElement.matches?.("[data-send-and-close]");
  const begins = id === "ticket" && (!wide() || ctx.target.querySelector(".report-for"));
  if (FORMS.includes(id) || begins) guide(id, goesOn);
});

let first = true;

/** On another page one begins at its heading, not nowhere; the first one takes no focus. */
function arrive() {
  const heading = first ? null : document.querySelector("#page h1");
  first = false;
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** To the field that needs correcting, or to the beginning of what has just appeared (unless one goes on
 * to the next ticket). */
function guide(id, goesOn) {
  const place = document.getElementById(id) ?? document.querySelector(".closed-meanwhile");
  const start = place?.matches("[data-focus]") ? place : place?.querySelector("[data-focus]");
  const field = place?.querySelector("[aria-invalid=true]") ?? start ?? (goesOn ? null : place?.querySelector("textarea"));
  field?.focus();
  // One goes on writing where the text ends.
  if (field?.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
}

/** Whether the list and the ticket are seen side by side. */
export function wide() {
  const page = document.querySelector(".desk");
  return page !== null && page.clientWidth >= 640;
}

/** In a narrow window, and for users, one sees either the list or the ticket. */
function pane(name) {
  const page = document.querySelector("[data-pane]");
  if (!page || page.dataset.pane === name) return;
  if (name === "ticket") page.dataset.scrolled = String(window.scrollY);
  page.dataset.pane = name;
  window.scrollTo(0, name === "list" ? Number(page.dataset.scrolled ?? 0) : 0);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) back();
});

function back() {
  pane("list");
  moves.focus();
}

// While a form is being sent, what is in it stays as it was sent.
for (const [event, locked] of [["htmx:before:request", true], ["htmx:finally:request", false]]) {
  document.addEventListener(event, ({ detail: { ctx } }) => {
    const form = ctx.sourceElement.closest?.("form[data-draft]");
    const sends = ctx.sourceElement === form || ctx.sourceElement.matches?.("[data-send-and-close]");
    if (!form || !sends) return;
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) field.readOnly = locked;
  });
}
