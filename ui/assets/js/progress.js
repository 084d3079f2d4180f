// How far an import or export is. The shell tells it; what came of it is a notice.

import { listen } from "./shell.js";

const WORDS = {
  reading: "Reading and checking the file…",
  classifying: "Classifying tickets into categories…",
  writing: "Writing tickets…",
};

const place = document.getElementById("progress");

listen("progress", ([step, done, total]) => {
  place.hidden = false;
  place.querySelector("span").textContent = WORDS[step] ?? "";
  const bar = place.querySelector("progress");
  if (total) Object.assign(bar, { max: total, value: done });
  else bar.removeAttribute("value");
});
listen("progress-done", () => (place.hidden = true));
