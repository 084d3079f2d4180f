// Exports the chart on screen as SVG, on the page's background, and as PNG.

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

/** The drawing as an SVG document, with the figure caption as its title. */
function standalone(drawing) {
  const copy = drawing.cloneNode(true);
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = drawing.closest("figure").querySelector("figcaption")?.textContent ?? "";
  const background = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of [["width", "100%"], ["height", "100%"], ["fill", getComputedStyle(document.documentElement).backgroundColor]]) {
    background.setAttribute(key, value);
  }
  copy.prepend(title, background);
  return new XMLSerializer().serializeToString(copy);
}

/** The drawing as PNG at twice the size, in base64. */
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
