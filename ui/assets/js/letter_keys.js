// Whether single letters are keyboard shortcuts (WCAG 2.1.4): a switch in the help, remembered on this laptop, or in this browser.

const bar = () => document.querySelector(".bar");

export const letterKeys = () => bar()?.dataset.letterKeys !== "off";

document.addEventListener("change", (event) => {
  if (event.target.id !== "letter-keys" || !bar()) return;
  if (event.target.checked) delete bar().dataset.letterKeys;
  else bar().dataset.letterKeys = "off";
});
