// Saves what one types within half a second, and at once when the field or the window loses the focus. A form
// names the kind of its draft in `data-draft`. In the window, the application stores drafts; in a browser, the page does.

import { saveDraft } from "./browser_drafts.js";
import { show } from "./notices.js";
import { ask, inWindow } from "./shell.js";

/** Milliseconds from the first unsaved key to the save. */
const SAVE_DELAY = 350;

/** Milliseconds between two attempts after a failure. */
const RETRY_INTERVAL = 5_000;

const timers = new Map(); // form -> timer of its next save
const unsaved = new Set(); // forms whose last save failed
let saving = Promise.resolve();

/** Saves a draft; resolves to the note for its form. */
const store = async (draft) => (inWindow ? ask("save_draft", draft) : saveDraft(draft));

/** Saves all drafts; resolves when they are saved. */
export function draftsSaved() {
  flush();
  return saving;
}

/** Forgets what is not saved, so that it is not saved later either. */
export function dropUnsavedDrafts() {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  unsaved.clear();
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  // The next key does not restart the timer: typing without a pause is saved too.
  if (!timers.has(form)) timers.set(form, setTimeout(() => save(form), SAVE_DELAY));
});
document.addEventListener("focusout", flush);
document.addEventListener("visibilitychange", flush);
window.addEventListener("pagehide", flush);

setInterval(retry, RETRY_INTERVAL);

function flush() {
  for (const form of timers.keys()) save(form);
  retry();
}

function retry() {
  for (const form of unsaved) {
    // The form was sent or discarded: its draft must not come back.
    if (!form.isConnected) unsaved.delete(form);
    else if (!timers.has(form)) save(form);
  }
}

/** Whether a swap of `target` would remove a text of another form than `sender` whose last save failed. The failed
 * save has shown a notice. */
export function wouldLoseText(target, sender) {
  for (const form of unsaved) {
    if (!form.isConnected) unsaved.delete(form);
    else if (form !== sender && target?.contains(form)) return true;
  }
  return false;
}

function save(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const draft = { page: form.dataset.draft, ...Object.fromEntries(new FormData(form)) };
  // One after the other, so that the newest text is saved last.
  saving = saving
    .then(() => store(draft))
    .then((note) => {
      unsaved.delete(form);
      showNote(form, note);
    }, (error) => {
      if (form.isConnected) unsaved.add(form);
      show(error);
    });
}

function showNote(form, note) {
  const element = form.querySelector(".draft-note");
  if (element && form.isConnected) element.textContent = new DOMParser().parseFromString(note, "text/html").body.textContent;
}
