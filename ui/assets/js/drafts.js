// What one types is saved within half a second, and at once when the focus or the window goes. A form with
// `data-draft` names the page that its draft belongs to.

import { show } from "./notices.js";
import { ask } from "./shell.js";

const PAUSE = 350;

const RETRY = 5_000;

const waiting = new Map(); // form -> timer
const unsaved = new Set(); // forms whose last save failed; tried again until it succeeds
let saving = Promise.resolve();

/** Resolves once every draft that was to be saved has been. */
export function settled() {
  flush();
  return saving;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form) return;
  // Not put off by the next key: whoever types without a pause is saved too.
  if (!waiting.has(form)) waiting.set(form, setTimeout(() => save(form), PAUSE));
});
document.addEventListener("focusout", flush);
document.addEventListener("visibilitychange", flush);
window.addEventListener("pagehide", flush);

setInterval(retry, RETRY);

function flush() {
  for (const form of waiting.keys()) save(form);
  retry();
}

function retry() {
  for (const form of unsaved) {
    // One that was sent or dropped meanwhile must not come back.
    if (!form.isConnected) unsaved.delete(form);
    else if (!waiting.has(form)) save(form);
  }
}

/** Whether a swap of `target` would take a text away that could not be saved; the notice that says so is there. */
export function wouldLose(target, sender) {
  for (const form of unsaved) {
    if (!form.isConnected) unsaved.delete(form);
    else if (form !== sender && target?.contains(form)) return true;
  }
  return false;
}

function save(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const draft = { page: form.dataset.draft, ...Object.fromEntries(new FormData(form)) };
  // One after the other, so that the last one typed is the last one kept.
  saving = saving
    .then(() => ask("save_draft", draft))
    .then((note) => {
      unsaved.delete(form);
      say(form, note);
    }, (error) => {
      if (form.isConnected) unsaved.add(form);
      show(error);
    });
}

function say(form, note) {
  const place = form.querySelector(".draft-note");
  if (place && form.isConnected) place.textContent = new DOMParser().parseFromString(note, "text/html").body.textContent;
}
