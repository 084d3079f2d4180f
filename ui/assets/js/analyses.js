// The free period, and the links from figures to their tickets.

// Writes "14" and "days" into the value of the radio button for the free period, before htmx reads the form.
document.addEventListener("change", (event) => {
  if (!event.target.matches("#free-amount, #free-unit")) return;
  const [radio, amount, unit] = ["free-period", "free-amount", "free-unit"].map((id) => document.getElementById(id));
  const most = unit.value === "h" ? 87_600 : 3_650;
  amount.value = String(Math.min(Math.max(Math.round(Number(amount.value)) || 1, 1), most));
  radio.value = amount.value + unit.value;
  radio.checked = true;
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-query]");
  if (button) showTickets(button.dataset.query);
});

/** Opens the queue with a search. */
export function showTickets(query) {
  window.htmx.ajax("POST", "/queue", { target: "#page", swap: "innerHTML", values: { view: "all", q: query } });
}
