// The drafts of a page in a browser. They are in the browser's own storage, because the hub stores no text that was not sent:
// for a day, and on shared computers until the tab is closed.

const PREFIX = "campus-desk-draft ";

/** Milliseconds that a draft stays. */
const LIFETIME = 24 * 60 * 60_000;

/** The commands whose answer has a form to fill with its draft. After other ones, a form has the text that was sent. */
const OPENS_FORMS = ["home", "choose_role", "helpdesk_key", "open_ticket", "edit_ticket", "report_for_someone", "report_again"];

/** The commands that send a form with a draft. */
const SENDS_FORMS = ["report_ticket", "modify_ticket", "write_message"];

/** The command ids of forms that were sent: a draft that is saved late must not come back. */
const sent = new Set();

const storage = () => (document.querySelector("[data-shared]") ? sessionStorage : localStorage);

/** One draft for each role, kind of form and ticket. */
function keyOf({ page, ticket, again }) {
  const role = document.querySelector(".bar")?.dataset.role ?? "";
  const about = page === "report" ? "" : page === "again" ? again : ticket;
  return [PREFIX + role, page, about].join(" ");
}

/** Saves a draft: the fields of its form, and the kind of the form as `page`. Returns the note for the form. */
export function saveDraft(draft) {
  if (sent.has(draft.command)) return "";
  storage().setItem(keyOf(draft), JSON.stringify({ at: Date.now(), draft }));
  return noteOf(Date.now());
}

/** Removes all drafts. */
export function clearDrafts() {
  for (const [own, key] of ownKeys()) own.removeItem(key);
}

/** After the answer to a command: removes the draft of a form that was accepted or discarded. `page` is the form's kind. */
export function afterAnswer(command, form, page, html) {
  if (command === "discard_draft") storage().removeItem(keyOf(form));
  if (!SENDS_FORMS.includes(command) || !page || returnsText(html, form.description ?? form.body)) return;
  sent.add(form.command);
  storage().removeItem(keyOf({ ...form, page }));
}

/** Whether the answer has the text again: because a field is wrong, or the ticket was changed or closed since then. */
function returnsText(html, text) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const fields = [answer, ...[...answer.querySelectorAll("template")].map((part) => part.content)];
  return fields.some((part) => [...part.querySelectorAll("textarea")].some((field) => field.value.trim() === text?.trim()));
}

/** Fills the forms that a command has opened with their drafts. */
export function fillForms(command) {
  if (!OPENS_FORMS.includes(command)) return;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const fields = { page: form.dataset.draft, ...Object.fromEntries(new FormData(form)) };
    const saved = read(storage(), keyOf(fields));
    if (saved && !form.dataset.filled) fill(form, saved);
    form.dataset.filled = "";
  }
}

function fill(form, { at, draft }) {
  for (const [name, value] of Object.entries(draft)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field) field.value = value;
  }
  const note = form.querySelector(".draft-note");
  if (note) note.textContent = noteOf(at);
  // The category of the text is shown as if it had been typed.
  form.querySelector("textarea[hx-post]")?.dispatchEvent(new Event("input", { bubbles: true }));
}

function read(own, key) {
  try {
    const saved = JSON.parse(own.getItem(key));
    return saved && Date.now() - saved.at < LIFETIME ? saved : null;
  } catch {
    return null;
  }
}

/** The keys of all drafts, each with its storage. */
function ownKeys() {
  return [localStorage, sessionStorage].flatMap((own) => Object.keys(own).filter((key) => key.startsWith(PREFIX)).map((key) => [own, key]));
}

function noteOf(at) {
  return `draft saved ${new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
}

/** Old drafts are removed when a page is opened. */
export function removeOldDrafts() {
  for (const [own, key] of ownKeys()) if (!read(own, key)) own.removeItem(key);
}
