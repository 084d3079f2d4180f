// What one types is saved within half a second, and at once when the focus or the window goes. A form with
// `data-draft` names the page that its draft belongs to.

import { show } from "./notices.js";
import { ask, listen } from "./shell.js";

const PAUSE = 350;

const waiting = new Map(); // form -> timer
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
listen("window-closing", flush);

function flush() {
  for (const form of waiting.keys()) save(form);
}

function save(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const draft = { page: form.dataset.draft, ...Object.fromEntries(new FormData(form)) };
  // One after the other, so that the last one typed is the last one kept.
  saving = saving
    .then(() => ask("save_draft", draft))
    .then((note) => say(form, note), (error) => show(error));
}

function say(form, note) {
  const place = form.querySelector(".draft-note");
  if (place && form.isConnected) place.textContent = new DOMParser().parseFromString(note, "text/html").body.textContent;
}
