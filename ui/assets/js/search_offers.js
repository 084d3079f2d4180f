// What a search offers: Enter opens the ticket whose number was typed; an empty list has buttons for other views and for
// another spelling.

const form = () => document.getElementById("list-form");

document.addEventListener("click", ({ target }) => {
  const { view } = target.closest(".other-view")?.dataset ?? {};
  const { q } = target.closest(".did-you-mean")?.dataset ?? {};
  if (view !== undefined) searchIn(view);
  if (q !== undefined) searchFor(q);
});

/** Searches in all tickets of a view. */
function searchIn(view) {
  const sidebar = document.querySelector(".sidebar");
  for (const choice of sidebar.querySelectorAll('[name=category][value=""]')) choice.checked = true;
  for (const choice of sidebar.querySelectorAll("[name=sure]")) choice.checked = false;
  const chosen = sidebar.querySelector(`[name=view][value="${view}"]`);
  chosen.checked = true;
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
  chosen.focus();
}

function searchFor(text) {
  const field = document.getElementById("q");
  field.value = text;
  form().requestSubmit();
  field.focus();
}

// Enter may be pressed before the list of the typed number is on the page.
let opensTicket = false;
document.addEventListener("keydown", (event) => {
  if (event.target.id === "q") opensTicket = event.key === "Enter" && !event.isComposing;
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!opensTicket || ctx.target?.id !== "rows") return;
  opensTicket = false;
  const typed = document.getElementById("q").value;
  const named = /^\D*\d+\D*$/.test(typed) && document.querySelectorAll("#rows .row").length === 1 && typed.includes("#");
  const ticket = document.querySelector("#rows .jump") ?? (named ? document.querySelector("#rows .row-open") : null);
  ticket?.click();
});
