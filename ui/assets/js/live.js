// Refreshes the page after a change of the desk: sends `refresh` to each element with `data-live`. An element with
// `data-ticket` (or several ids in `data-tickets`) gets it only if one of these tickets changed.

import { listen } from "./shell.js";

listen("desk-changed", (changed) => {
  changes += 1;
  refresh(changed);
});
// Updates the relative times ("2 h ago").
setInterval(() => refresh("many"), 60_000);

// An answer may be older than a change that arrived while it was loading. Such an answer is refreshed once more.
const changesAtRequest = new WeakMap(); // request -> the number of changes when it began
let changes = 0;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => changesAtRequest.set(ctx, changes));
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const isOutdated = changesAtRequest.has(ctx) && changesAtRequest.get(ctx) !== changes;
  // After all handlers of this swap: the list drops a refresh that is queued before it handles its new page.
  if (isOutdated && !ctx.swap?.includes("Morph")) setTimeout(() => refresh("many"));
});

/** `changed` is an array of ticket ids, or "many". */
function refresh(changed) {
  // While the desk is being opened, or could not be, there is nothing to ask for.
  if (document.querySelector(".opening, .start-failed")) return;
  const showsChange = ({ dataset: { ticket, tickets } }) => {
    if (changed === "many" || (ticket === undefined && tickets === undefined)) return true;
    return `${ticket ?? ""} ${tickets ?? ""}`.split(" ").some((id) => id && changed.includes(id));
  };
  for (const region of document.querySelectorAll("[data-live]")) {
    if (showsChange(region)) region.dispatchEvent(new CustomEvent("refresh"));
  }
}
