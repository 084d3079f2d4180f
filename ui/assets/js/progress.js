// The progress of an import, an export or a migration, from events of the shell. The result is a notice.

import { listen } from "./shell.js";

const STEPS = {
  reading: "Reading and checking the file…",
  classifying: "Classifying tickets into categories…",
  writing: "Writing tickets…",
  indexing: "Preparing the search…",
  merging: "Merging the search index…",
};

const notice = document.getElementById("progress");

listen("progress", ([step, done, total]) => {
  notice.hidden = false;
  notice.querySelector("span").textContent = STEPS[step] ?? "";
  const bar = notice.querySelector("progress");
  if (total) Object.assign(bar, { max: total, value: done });
  else bar.removeAttribute("value");
});
listen("progress-done", () => (notice.hidden = true));
