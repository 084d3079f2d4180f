// The details about a ticket are open where they have a column of their own. In a narrower window they are closed until
// a person opens them.

const hasOwnColumn = matchMedia("(width >= 1500px)");

function arrange(root) {
  for (const details of root.querySelectorAll("details[data-wide]")) details.open = hasOwnColumn.matches;
}

hasOwnColumn.addEventListener("change", () => arrange(document));
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (["page", "ticket"].includes(ctx.target?.id) && !ctx.swap?.includes("Morph")) arrange(ctx.target);
});
