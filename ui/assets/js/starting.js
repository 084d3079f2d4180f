// Start. A start can be undone for five seconds (undoable.js).

import { asSeen, begin } from "./undoable.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-start]");
  if (!button) return;
  const { number, command } = button.dataset;
  begin({ kind: "start", command: "start_ticket", form: { ...asSeen(button.closest(".ticket-pane")), command }, number });
});
