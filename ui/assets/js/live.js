// A change made anywhere refreshes what shows it: regions with `data-live` hear `refresh`. Those with a
// `data-ticket` only if that ticket changed.

import { listen } from "./shell.js";

listen("desk-changed", refresh);
// "2 h ago" grows older by itself.
setInterval(() => refresh("many"), 60_000);

/** `changed` is a list of ticket ids, or "many". */
function refresh(changed) {
  const concerns = (region) =>
    changed === "many" || !region.dataset.ticket || changed.includes(region.dataset.ticket);
  for (const region of document.querySelectorAll("[data-live]")) {
    if (concerns(region)) region.dispatchEvent(new CustomEvent("refresh"));
  }
}
