// Commands and events. In the application's window they go through Tauri; in a browser (served by a hub) the
// same commands are fetched under the same names.

import { invoke, isTauri } from "/vendor/tauri/core.js";
import { listen as listenToShell } from "/vendor/tauri/event.js";

/** Whether the page is in the application's own window. */
export const inWindow = isTauri();

/** Sends a command with a form (an object of strings); resolves to the fragment that the command rendered. */
export async function ask(command, form = {}) {
  if (inWindow) return invoke(command, { form });
  const response = await fetch(`/${command}`, { method: "POST", body: new URLSearchParams(form) });
  if (!response.ok) throw await response.text();
  return response.text();
}

/** Calls `handle` with the payload of each event of this name. */
export function listen(event, handle) {
  if (inWindow) listenToShell(event, ({ payload }) => handle(payload));
}
