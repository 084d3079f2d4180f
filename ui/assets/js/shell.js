// The way to the shell. In a browser (served by a hub) there is none, and htmx fetches as usual.

const inside = window.__TAURI_INTERNALS__;

/** Whether the page is in the application's own window. */
export const inWindow = inside !== undefined;

/** Gives the shell a command; answers with the fragment it rendered. */
export function invoke(command, form) {
  return inside.invoke(command, { form });
}

/** Calls `heard` with the payload of each event of this name. */
export function listen(event, heard) {
  const handler = inside.transformCallback((message) => heard(message.payload));
  return inside.invoke("plugin:event|listen", { event, target: { kind: "Any" }, handler });
}
