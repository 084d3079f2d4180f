// Before the window closes: saves the drafts and sends the pending closes and starts.

import { sendAll } from "./undoable.js";
import { draftsSaved } from "./drafts.js";
import { ask, listen } from "./shell.js";

listen("window-closing", async () => {
  ask("ready_to_close", { ready: "soon" });
  await Promise.allSettled([draftsSaved(), sendAll()]);
  await ask("ready_to_close", { ready: "now" });
});
