// A change made anywhere refreshes what shows it: regions with `data-live` hear `refresh`.

import { inWindow, listen } from "./shell.js";

if (inWindow) listen("desk-changed", refresh);

/** `changed` is a list of ticket ids, or "many". */
export function refresh(changed) {
  const concerns = (region) =>
    changed === "many" || !region.dataset.ticket || changed.includes(region.dataset.ticket);
  for (const region of document.querySelectorAll("[data-live]")) {
    if (concerns(region)) region.dispatchEvent(new CustomEvent("refresh"));
  }
}
