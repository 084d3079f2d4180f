// `hx-post="/report_ticket"` gives the command `report_ticket` instead of fetching a page, and a morph leaves
// alone what people opened.

import { sendAll } from "./closing.js";
import { settled, wouldLose } from "./drafts.js";
import { failed } from "./notices.js";
import { ask, inWindow } from "./shell.js";

window.htmx.registerExtension("commands", {
  htmx_config_request: (element, { ctx }) => {
    if (inWindow) ctx.fetch = (action, request) => answer(ctx, action, request);
  },
  // A menu or a text that someone opened stays open when what is around it changes.
  htmx_before_morph_attr: (element, { attrName }) => !(attrName === "open" && element.tagName === "DETAILS"),
});

async function answer(ctx, action, request) {
  const command = new URL(action, location.href).pathname.slice(1);
  const form = Object.fromEntries(request.body ?? []);
  // A draft on its way arrives first, or it would come back after its command deleted it.
  await settled();
  // The closes of the helpdesk are sent as the helpdesk.
  if (command === "choose_role") await sendAll();
  if (takesAway(ctx)) throw new DOMException("a text could not be saved", "AbortError");
  try {
    return new Response(await unlessAborted(ask(command, form), request.signal), { status: 200 });
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return new Response(failed(error), { status: 500, headers: { "HX-Retarget": "#notices", "HX-Reswap": "beforeend" } });
  }
}

/** Whether the answer would replace a text that is nowhere but on screen. What its own form asks for may. */
function takesAway({ target, swap, sourceElement }) {
  return swap !== "none" && !swap?.includes("Morph") && wouldLose(target, sourceElement.closest("form"));
}

/** A command cannot be called back, but its answer can be left unread: the latest wins. */
function unlessAborted(answer, signal) {
  const aborted = new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("replaced", "AbortError")));
  });
  return Promise.race([answer, aborted]);
}
