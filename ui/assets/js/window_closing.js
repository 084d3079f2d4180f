// Before the window closes: saves the drafts and sends the pending closes and starts. A page in a browser sends them when it is
// closed, left or loaded again; its drafts are saved by then (drafts.js).

import { sendAll } from "./undoable.js";
import { draftsSaved } from "./drafts.js";
import { ask, inWindow, listen } from "./shell.js";

listen("window-closing", async () => {
  ask("ready_to_close", { ready: "soon" });
  await Promise.allSettled([draftsSaved(), sendAll()]);
  await ask("ready_to_close", { ready: "now" });
});

if (!inWindow) window.addEventListener("pagehide", () => sendAll());
