// The chart on screen as a picture: its SVG on the page's background, and the same as PNG.

import { show } from "./notices.js";
import { ask } from "./shell.js";

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-export-picture]")) return;
  const drawing = document.querySelector("figure[data-chart] svg");
  if (!drawing) return;
  const name = document.querySelector("#analysis-form [name=name]").value;
  try {
    const svg = standalone(drawing);
    const answer = await ask("export_picture", { name, svg, png: await png(svg, drawing) });
    document.getElementById("notices").insertAdjacentHTML("beforeend", answer);
  } catch (error) {
    show(error);
  }
});

/** The drawing as a document of its own, with the finding as its title. */
function standalone(drawing) {
  const copy = drawing.cloneNode(true);
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = drawing.closest("figure").querySelector("figcaption")?.textContent ?? "";
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of [["width", "100%"], ["height", "100%"], ["fill", getComputedStyle(document.documentElement).backgroundColor]]) {
    ground.setAttribute(key, value);
  }
  copy.prepend(title, ground);
  return new XMLSerializer().serializeToString(copy);
}

/** The same at twice the size, as base64 (without the `data:` in front). */
async function png(svg, drawing) {
  const { width, height } = drawing.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * 2, height * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").split(",")[1];
}
