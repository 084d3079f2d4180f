// The button "Copy": copies the text of the field that `data-copy` names.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  // The selection stays: if copying is not allowed, the person copies it with the keyboard.
  await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand("copy"));
  button.textContent = "Copied";
});
