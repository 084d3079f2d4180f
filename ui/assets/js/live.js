// A change made anywhere refreshes what shows it: regions with `data-live` hear `refresh`. Those with a
// `data-ticket` (or several in `data-tickets`) only if one of them changed.

import { listen } from "./shell.js";

listen("desk-changed", (changed) => {
  heard += 1;
  refresh(changed);
});
// "2 h ago" grows older by itself.
setInterval(() => refresh("many"), 60_000);

// A page that was asked for before a change, and shown after it, has missed it.
const asked = new WeakMap(); // request -> how many changes had been heard of
let heard = 0;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => asked.set(ctx, heard));
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const missed = asked.has(ctx) && asked.get(ctx) !== heard;
  // Once all who hear of the swap have: a refresh begun before the list knows of its new page is dropped.
  if (missed && !ctx.swap?.includes("Morph")) setTimeout(() => refresh("many"));
});

/** `changed` is a list of ticket ids, or "many". */
function refresh(changed) {
  const concerns = ({ dataset: { ticket, tickets } }) => {
    if (changed === "many" || (ticket === undefined && tickets === undefined)) return true;
    return `${ticket ?? ""} ${tickets ?? ""}`.split(" ").some((id) => id && changed.includes(id));
  };
  for (const region of document.querySelectorAll("[data-live]")) {
    if (concerns(region)) region.dispatchEvent(new CustomEvent("refresh"));
  }
}
