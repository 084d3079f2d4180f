// On a shared computer, removes what a person has entered after ten minutes without use, and shows the first page.

import { clearDrafts } from "./browser_drafts.js";
import { draftsSaved, dropUnsavedDrafts } from "./drafts.js";
import { show } from "./notices.js";
import { ask } from "./shell.js";

/** Milliseconds without use. */
const LIMIT = 10 * 60_000;

/** Milliseconds between two checks. Checks compare times, so that a computer that slept clears at once. */
const CHECK_INTERVAL = 5_000;

let lastUse = Date.now();
for (const use of ["keydown", "pointerdown", "pointermove", "wheel", "input"]) {
  document.addEventListener(use, () => (lastUse = Date.now()), { passive: true });
}

setInterval(async () => {
  if (!document.querySelector("[data-shared]") || Date.now() - lastUse < LIMIT) return;
  lastUse = Date.now();
  try {
    // A text must not be saved again after it was removed.
    await draftsSaved();
    dropUnsavedDrafts();
    clearDrafts();
    await ask("clear_personal_data");
    location.reload();
  } catch (error) {
    show(error);
  }
}, CHECK_INTERVAL);
