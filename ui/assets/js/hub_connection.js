// The connection of a page in a browser to its hub: commands are requests, and the hub's stream (server-sent events) says what
// has changed.

/** Milliseconds until a stream that the hub refused is asked for again. */
const RETRY = 10_000;

/** Milliseconds without a stream after which the page says that it may be out of date. */
const SILENCE = 8_000;

const handlers = new Map(); // event -> functions
let stream; // the open EventSource
let silence; // the timer of the notice
let leaving = false;

// What is sent while the page is being left goes on without it.
window.addEventListener("pagehide", () => (leaving = true));
window.addEventListener("pageshow", () => (leaving = false));

/** Sends a command; resolves to its fragment, and rejects with the fragment that explains the failure. */
export async function send(command, form) {
  const response = await request(command, form);
  // An answer of a proxy, or of the login of a network, is none of the hub.
  if (!response?.headers.has("campus-desk-fragment")) throw unreachable();
  const html = await response.text();
  if (!response.ok) throw html;
  const refresh = response.headers.get("campus-desk-refresh");
  if (refresh) handle("desk-changed", refresh);
  return html;
}

async function request(command, form) {
  // The hub refuses the text of a page that was made for another role.
  const role = document.querySelector(".bar")?.dataset.role;
  const headers = role ? { "campus-desk-role": role } : {};
  const body = new URLSearchParams(form);
  try {
    return await fetch(`/${command}`, { method: "POST", body, headers, keepalive: leaving, cache: "no-store", redirect: "error" });
  } catch {
    return null;
  }
}

/** Calls `handler` with the payload of each event of this name. The hub sends only `desk-changed`. */
export function listenToHub(event, handler) {
  handlers.set(event, [...(handlers.get(event) ?? []), handler]);
  if (event === "desk-changed") open();
}

function handle(event, data) {
  for (const handler of handlers.get(event) ?? []) handler(JSON.parse(data));
}

function open() {
  stream?.close();
  stream = new EventSource("/events");
  stream.addEventListener("desk-changed", ({ data }) => handle("desk-changed", data));
  stream.addEventListener("open", connected);
  stream.addEventListener("error", disconnected);
}

function connected() {
  clearTimeout(silence);
  silence = undefined;
  removeNotices();
}

/** A browser opens an interrupted stream again by itself, but not one that was refused. */
function disconnected() {
  if (stream.readyState === EventSource.CLOSED) setTimeout(open, RETRY);
  silence ??= setTimeout(warn, SILENCE);
}

function warn() {
  if (!leaving) document.getElementById("notices").insertAdjacentHTML("beforeend", unreachable());
}

/** The notice that the hub does not answer, in place of an earlier one. */
function unreachable() {
  removeNotices();
  return document.getElementById("unreachable").innerHTML;
}

function removeNotices() {
  for (const notice of document.querySelectorAll("#notices .unreachable")) notice.remove();
}
