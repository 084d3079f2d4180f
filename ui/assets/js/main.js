// Loads the scripts of the page.

import "./commands.js";
import "./live.js";
import "./rows.js";
import "./search_offers.js";
import "./keyboard.js";
import "./closing.js";
import "./starting.js";
import "./window_closing.js";
import "./focus.js";
import "./on_screen.js";
import "./charts.js";
import "./picture.js";
import "./newest_message.js";
import "./wide_details.js";
import "./pasted_picture.js";
import "./progress.js";
import "./zoom.js";
import "./copy_text.js";
import "./shared_computer.js";
import "./browser_back.js";

// Not a load trigger in index.html: htmx may process the page before commands.js registers its extension.
await window.htmx.ajax("POST", "/home", "#page");
// Notices that arose while the desk was opened. A desk that is still being updated, or failed to open, has none.
if (!document.querySelector(".opening, .start-failed")) document.getElementById("held").dispatchEvent(new CustomEvent("refresh"));
