// Moves the focus when a part of the page is replaced, and switches between list and ticket in a narrow window.

import { isSendAndClose } from "./closing.js";
import { moves } from "./list_moves.js";

const FORMS = ["report", "report-again", "editor", "composer"];

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  // A refresh does not move the focus.
  if (!ctx.request || ctx.swap === "none" || ctx.swap?.includes("Morph")) return;
  const id = ctx.target?.id;
  if (id === "page") focusHeading();
  if (id === "help") document.getElementById("help").showModal();
  if (id === "ticket") showPane("ticket");
  const opensNext = isSendAndClose(ctx);
  const takesFocus = id === "ticket" && (!isTwoPane() || ctx.target.querySelector(".report-for"));
  if (FORMS.includes(id) || takesFocus) focusStart(id, opensNext);
});

let isFirstPage = true;

/** Focuses the heading of a new page, or the one field of an entry page. The first page takes no focus. */
function focusHeading() {
  const start = document.querySelector("#page .entry [data-focus]") ?? document.querySelector("#page h1");
  if (start && !isFirstPage) {
    if (start.matches("h1")) start.tabIndex = -1;
    start.focus({ preventScroll: true });
  }
  isFirstPage = false;
}

/** Focuses the invalid field, or else the start of the new element. If the next ticket opens, its field takes no
 * focus. */
function focusStart(id, opensNext) {
  const element = document.getElementById(id) ?? document.querySelector(".closed-meanwhile");
  const start = element?.matches("[data-focus]") ? element : element?.querySelector("[data-focus]");
  const field = element?.querySelector("[aria-invalid=true]") ?? start ?? (opensNext ? null : element?.querySelector("textarea"));
  field?.focus();
  // The cursor is at the end of the text.
  if (field?.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
}

/** Whether the list and the ticket are side by side. */
function isTwoPane() {
  const page = document.querySelector(".desk");
  return page !== null && page.clientWidth >= 640;
}

/** Shows the list or the ticket, where only one of them is on screen: in a narrow window, and for users. */
function showPane(name) {
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
  showPane("list");
  moves.focus();
}

// The fields of a form are read-only while it is being sent.
for (const [event, locked] of [["htmx:before:request", true], ["htmx:finally:request", false]]) {
  document.addEventListener(event, ({ detail: { ctx } }) => {
    const form = ctx.sourceElement.closest?.("form[data-draft]");
    const sends = ctx.sourceElement === form || ctx.sourceElement.matches?.("[data-send-and-close]");
    if (!form || !sends) return;
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) field.readOnly = locked;
  });
}
