// hx-post="/report_ticket" gives the command `report_ticket` instead of fetching a page.

import { inWindow, invoke } from "./shell.js";

if (inWindow) {
  window.htmx.registerExtension("commands", {
    htmx_config_request: (element, { ctx }) => {
      ctx.fetch = (action, request) => answer(action, request);
    },
  });
}

async function answer(action, request) {
  const command = new URL(action, location.href).pathname.slice(1);
  const form = Object.fromEntries(request.body ?? []);
  const aborted = new Promise((_, reject) =>
    request.signal.addEventListener("abort", () => reject(new DOMException("replaced", "AbortError"))));
  try {
    return new Response(await Promise.race([invoke(command, form), aborted]), { status: 200 });
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return failed(error);
  }
}

/** A failed command says so beside the page: what was typed stays where it is. */
function failed(error) {
  const html = typeof error === "string" && error.trimStart().startsWith("<")
    ? error
    : document.getElementById("failed").innerHTML;
  return new Response(html, { status: 500, headers: { "HX-Retarget": "#notices", "HX-Reswap": "beforeend" } });
}
