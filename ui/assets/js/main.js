// What the page needs beyond its HTML. Each file does one thing.

import "./commands.js";
import "./live.js";
