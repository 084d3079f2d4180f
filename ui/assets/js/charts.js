// Draws the charts: each `figure[data-chart]` contains an ECharts option as JSON. The option names colours of the
// page's palette ("var(--it)"), so that a chart follows the theme.

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
    await loadECharts();
  } catch {
    // The table shows the same figures. The next chart tries again.
    return;
  }
  // The overview hides some charts: without a size they cannot be drawn.
  figures.filter((figure) => figure.getClientRects().length > 0).forEach(drawOne);
}

function drawOne(figure) {
  figure.dataset.drawn = "";
  const drawing = figure.querySelector(".drawing");
  const option = JSON.parse(figure.querySelector(".chart-option").textContent);
  const chart = drawn.get(figure) ?? window.echarts.init(drawing, null, { renderer: "svg" });
  chart.setOption({ ...coloured(option), animation: false, textStyle: { fontFamily: getComputedStyle(drawing).fontFamily } }, true);
  if (!drawn.has(figure)) {
    chart.on("click", ({ data }) => data?.query && showTickets(data.query));
    new ResizeObserver(() => chart.resize()).observe(drawing);
  }
  drawn.set(figure, chart);
}

/** The option with each `var(--name)` replaced by its colour in the present theme. */
function coloured(value) {
  if (typeof value === "string") return value.replace(/var\((--[a-z-]+)\)/g, (_, name) => colour(name));
  if (Array.isArray(value)) return value.map(coloured);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
  return value;
}

/** A colour of the palette in the `rgb()` syntax, which ECharts parses. */
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

/** Loads ECharts with the first chart: it is large, and most people never open an analysis. */
function loadECharts() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/echarts.min.js", import.meta.url).href;
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
