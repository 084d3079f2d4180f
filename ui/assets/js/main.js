// What the page needs beyond its HTML. Each file does one thing.

import "./commands.js";
import "./live.js";
import "./rows.js";
import "./keyboard.js";
import "./closing.js";
import "./focus.js";
import "./charts.js";
import "./picture.js";
