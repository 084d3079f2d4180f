// A long thread opens at its newest message.

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "ticket" || ctx.swap?.includes("Morph")) return;
  const newest = ctx.target.querySelector(".message:last-of-type");
  // A draft of an edit or of a closed ticket is above the thread, and comes first.
  if (newest && !ctx.target.querySelector("#editor:is(form), .closed-meanwhile")) showNewest(newest);
});

/** Scrolls to the end of a message, or to its start if it is taller than its pane. */
function showNewest(message) {
  const pane = message.closest(".desk .ticket-scroll");
  const height = pane ? pane.clientHeight : innerHeight;
  message.scrollIntoView({ block: message.offsetHeight > height ? "start" : pane ? "end" : "nearest" });
  if (pane && pane.scrollTop + pane.clientHeight > pane.scrollHeight - 64) pane.scrollTop = pane.scrollHeight;
}
