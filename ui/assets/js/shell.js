// Commands and events. In the application's window they go through Tauri; in a browser, the same commands are requests to the
// hub under the same names, and events come from its stream.

import { invoke, isTauri } from "../vendor/tauri/core.js";
import { listen as listenToShell } from "../vendor/tauri/event.js";
import { listenToHub, send } from "./hub_connection.js";

/** Whether the page is in the application's own window. */
export const inWindow = isTauri();

/** Sends a command with a form (an object of strings); resolves to the fragment that the command rendered. */
export function ask(command, form = {}) {
  return inWindow ? invoke(command, { form }) : send(command, form);
}

/** Calls `handle` with the payload of each event of this name. */
export function listen(event, handle) {
  if (inWindow) listenToShell(event, ({ payload }) => handle(payload));
  else listenToHub(event, handle);
}
