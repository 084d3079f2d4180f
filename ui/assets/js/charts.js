// Draws the options that the services send: `figure[data-chart]` holds one as JSON. Its colours are names of
// the page's palette ("var(--it)"), so that a chart has the theme's colours and changes with it.

import { showTickets } from "./analyses.js";

const drawn = new Map(); // figure -> chart

document.addEventListener("htmx:after:swap", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const figure of drawn.keys()) delete figure.dataset.drawn;
  draw();
});
new ResizeObserver(() => drawn.forEach((chart) => chart.resize())).observe(document.body);
draw();

async function draw() {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) continue;
    chart.dispose();
    drawn.delete(figure);
  }
  const figures = [...document.querySelectorAll("figure[data-chart]:not([data-drawn])")];
  if (figures.length === 0) return;
  try {
    await library();
  } catch {
    // The figures are in the table; the next chart tries again.
    return;
  }
  figures.filter((figure) => figure.isConnected).forEach(drawOne);
}

function drawOne(figure) {
  figure.dataset.drawn = "";
  const place = figure.querySelector(".drawing");
  const option = JSON.parse(figure.querySelector(".chart-option").textContent);
  const chart = drawn.get(figure) ?? window.echarts.init(place, null, { renderer: "svg" });
  chart.setOption({ ...coloured(option), animation: false, textStyle: { fontFamily: getComputedStyle(place).fontFamily } }, true);
  if (!drawn.has(figure)) {
    chart.on("click", ({ data }) => data?.query && showTickets(data.query));
    new ResizeObserver(() => chart.resize()).observe(place);
  }
  drawn.set(figure, chart);
}

/** The option with each `var(--name)` replaced by the colour it stands for just now. */
function coloured(value) {
  if (typeof value === "string") return value.replace(/var\((--[a-z-]+)\)/g, (_, name) => colour(name));
  if (Array.isArray(value)) return value.map(coloured);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
  return value;
}

/** A colour of the palette as the red, green and blue that ECharts reads. */
function colour(name) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const pixel = new OffscreenCanvas(1, 1).getContext("2d");
  pixel.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

let loading;

/** ECharts is large, and most people never open an analysis: it is loaded when the first chart is. */
function library() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/vendor/echarts.min.js";
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      loading = undefined;
      reject(new Error("the charts could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}
