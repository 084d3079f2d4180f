// What the page needs beyond its HTML. Each file does one thing.

import "./commands.js";
import "./live.js";
import "./rows.js";
import "./keyboard.js";
import "./closing.js";
import "./window_closing.js";
import "./focus.js";
import "./charts.js";
import "./picture.js";
import "./progress.js";

// Not a load trigger: htmx may look at the page before the extension is there.
window.htmx.ajax("POST", "/home", "#page");
