// A pasted or dropped picture or file: a notice says what to do. The typed text stays, and the window never opens the file.

import { show } from "./notices.js";

const hasFiles = (data) => data !== null && [...data.types].includes("Files");

document.addEventListener("paste", (event) => {
  const data = event.clipboardData;
  // A copied table or page has a picture of itself beside its text: the text is pasted.
  if (!hasFiles(data) || data.types.includes("text/plain")) return;
  event.preventDefault();
  explain();
});

// Without this, the window would show a dropped file in place of the page.
document.addEventListener("dragover", (event) => {
  if (hasFiles(event.dataTransfer)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event.dataTransfer)) return;
  event.preventDefault();
  explain();
});

function explain() {
  show(document.getElementById("no-pictures").innerHTML);
}
