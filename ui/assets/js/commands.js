// Makes htmx send `hx-post="/report_ticket"` as the command `report_ticket` instead of fetching a page: in the window through
// Tauri, in a browser to the hub.

import { afterAnswer, fillForms, removeOldDrafts } from "./browser_drafts.js";
import { draftsSaved, wouldLoseText } from "./drafts.js";
import { failed } from "./notices.js";
import { ask, inWindow } from "./shell.js";
import { sendAll, sendStartBefore } from "./undoable.js";

window.htmx.registerExtension("commands", {
  htmx_config_request: (element, { ctx }) => {
    ctx.fetch = (action, request) => answer(ctx, action, request);
  },
  // A menu or a text that someone opened stays open when the elements around it refresh.
  htmx_before_morph_attr: (element, { attrName }) => !(attrName === "open" && element.tagName === "DETAILS"),
});

async function answer(ctx, action, request) {
  const command = new URL(action, location.href).pathname.slice(1);
  const form = Object.fromEntries(request.body ?? []);
  // Drafts are saved first. A draft saved after this command would restore the draft that the command deletes.
  await draftsSaved();
  // The closes and starts of the helpdesk are sent as the helpdesk.
  if (command === "choose_role") await sendAll();
  await sendStartBefore(command, form);
  if (replacesUnsavedText(ctx)) throw new DOMException("a text could not be saved", "AbortError");
  try {
    const html = await unlessAborted(ask(command, form), request.signal);
    if (!inWindow) keepDrafts(ctx, command, form, html);
    return new Response(html, { status: 200 });
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return new Response(failed(error), { status: 500, headers: { "HX-Retarget": "#notices", "HX-Reswap": "beforeend" } });
  }
}

const commandOf = new WeakMap(); // request -> its command

/** In a browser, the page itself removes and offers drafts. */
function keepDrafts(ctx, command, form, html) {
  commandOf.set(ctx, command);
  afterAnswer(command, form, ctx.sourceElement?.closest?.("form")?.dataset.draft, html);
}

if (!inWindow) {
  removeOldDrafts();
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => fillForms(commandOf.get(ctx)));
}

/** Whether the answer would replace a text that is not saved. A form may replace its own text. */
function replacesUnsavedText({ target, swap, sourceElement }) {
  return swap !== "none" && !swap?.includes("Morph") && wouldLoseText(target, sourceElement.closest("form"));
}

/** A command cannot be cancelled, but its answer can be ignored: the latest request wins. */
function unlessAborted(answer, signal) {
  const aborted = new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("replaced", "AbortError")));
  });
  return Promise.race([answer, aborted]);
}
