// What must be read stands beside the page until it is dismissed; what was typed stays where it is.

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".notice").remove();
});

// A ticket is opened beside its list; where there is none (the analyses), the queue comes first.
document.addEventListener("click", async (event) => {
  const ticket = event.target.closest("[data-open]")?.dataset.open;
  if (!ticket) return;
  if (!document.getElementById("ticket")) await window.htmx.ajax("POST", "/queue", { target: "#page", swap: "innerHTML" });
  await window.htmx.ajax("POST", "/open_ticket", { target: "#ticket", swap: "innerHTML", values: { ticket } });
});

// The same said again takes the place of what was said before.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "notices") return;
  const last = ctx.target.lastElementChild;
  for (const notice of [...ctx.target.children]) {
    if (notice !== last && notice.textContent === last.textContent) notice.remove();
  }
});

/** The HTML of a failure: what the shell says of it, or a general word. */
export function failed(error) {
  const said = typeof error === "string" && error.trimStart().startsWith("<");
  return said ? error : document.getElementById("failed").innerHTML;
}

/** Shows a failure of something that htmx did not ask for. */
export function show(error) {
  const notices = document.getElementById("notices");
  // One failure of a kind is enough: a full disk would fail each draft.
  const html = failed(error);
  if ([...notices.children].some((notice) => notice.dataset.said === html)) return;
  notices.insertAdjacentHTML("beforeend", html);
  notices.lastElementChild.dataset.said = html;
}
