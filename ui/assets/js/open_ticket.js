// Opens a ticket beside the list, from a notice or from a notification of the desktop. A page without a list (the
// analyses, "Needs your attention") is left for the first page.

import { listen } from "./shell.js";

export async function openTicket(ticket) {
  if (!document.getElementById("ticket")) await window.htmx.ajax("POST", "/home", { target: "#page", swap: "innerHTML" });
  await window.htmx.ajax("POST", "/open_ticket", { target: "#ticket", swap: "innerHTML", values: { ticket } });
}

listen("open-ticket", openTicket);
