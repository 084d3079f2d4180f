// The window is being closed: drafts are saved and pending closes are sent before it goes.

import { sendAll } from "./closing.js";
import { settled } from "./drafts.js";
import { ask, listen } from "./shell.js";

listen("window-closing", async () => {
  await Promise.allSettled([settled(), sendAll()]);
  await ask("ready_to_close");
});
