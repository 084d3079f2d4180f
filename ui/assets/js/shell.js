// The way to the shell: commands with their forms, and the events it emits. In a browser (served by a hub)
// the same commands are fetched under the same names.

const inside = window.__TAURI_INTERNALS__;

/** Whether the page is in the application's own window. */
export const inWindow = inside !== undefined;

/** Gives a command with a form (an object of texts); answers with the fragment it rendered. */
export async function ask(command, form = {}) {
  if (inWindow) return inside.invoke(command, { form });
  const response = await fetch(`/${command}`, { method: "POST", body: new URLSearchParams(form) });
  if (!response.ok) throw await response.text();
  return response.text();
}

/** Calls `heard` with the payload of each event of this name. */
export function listen(event, heard) {
  if (!inWindow) return;
  const handler = inside.transformCallback((message) => heard(message.payload));
  inside.invoke("plugin:event|listen", { event, target: { kind: "Any" }, handler });
}
