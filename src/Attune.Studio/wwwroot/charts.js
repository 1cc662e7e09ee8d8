// Draws charts with ECharts: mounts, updates, follows the theme and the size, and tells what is brushed.

let loading;

function library() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("lib/echarts/vizor-echarts-bundle-min.js", document.baseURI).href;
    script.onload = () => done(window.echarts);
    script.onerror = () => failed(new Error("The chart library could not be loaded."));
    document.head.append(script);
  });
  return loading;
}

const lines = {
  light: ["#0f6cbd", "#c2410c", "#0e7a5f", "#8b3fb5", "#8a5a00", "#be185d", "#4d7c0f", "#475569", "#0e7490", "#7c2d12"],
  dark: ["#6cb8f6", "#fb9a63", "#5fd0ad", "#cf9bf0", "#e3b341", "#f58ab8", "#a9d65c", "#b4c0d0", "#5fd3ea", "#e0a48a"],
};
const scales = {
  light: ["#a3c4e4", "#6da7da", "#2f80c6", "#0f5ea8", "#062f5c"],
  dark: ["#4a6d8f", "#4f86ba", "#5ea3e0", "#93caf8", "#e6f3ff"],
};

function isDark() {
  return getComputedStyle(document.documentElement).colorScheme.includes("dark");
}

function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

// Colours and letters of the theme, put into what the host sent.
function dressed(option) {
  const mode = isDark() ? "dark" : "light";
  const [ink, quiet, line, back] = ["--ink", "--ink-3", "--line", "--back"].map(colour);
  const font = getComputedStyle(document.body).fontFamily;
  const axis = (a) => ({
    ...a,
    nameGap: a.nameLocation === "middle" ? (a.isY ? 48 : 28) : 14,
    nameTextStyle: { color: ink, fontSize: 13 },
    axisLabel: { color: quiet, hideOverlap: true, formatter: a.type === "category" ? undefined : short },
    axisLine: { onZero: false, lineStyle: { color: quiet } },
    axisTick: { lineStyle: { color: quiet } },
    splitLine: { lineStyle: { color: line } },
  });
  const result = {
    ...option,
    animation: false,
    color: lines[mode],
    textStyle: { color: ink, fontFamily: font },
  };
  if (option.xAxis) result.xAxis = axis(option.xAxis);
  if (option.yAxis) result.yAxis = axis({ ...option.yAxis, isY: true });
  if (option.parallelAxis) {
    result.parallelAxis = option.parallelAxis.map((a) => ({
      ...axis(a),
      axisLabel: { color: ink, backgroundColor: back, padding: [1, 3], formatter: a.type === "category" ? undefined : short },
      areaSelectStyle: { width: 18, color: lines[mode][0], opacity: 0.25, borderColor: lines[mode][0], borderWidth: 1 },
    }));
  }
  if (option.legend) result.legend = { ...option.legend, textStyle: { color: ink }, pageTextStyle: { color: ink }, pageIconColor: ink, inactiveColor: line };
  if (option.tooltip) {
    result.tooltip = {
      ...option.tooltip,
      confine: true,
      backgroundColor: back,
      borderColor: line,
      textStyle: { color: ink, fontFamily: font },
      ...(option.tooltip.trigger === "item" ? { formatter: (p) => escaped(p.name || p.seriesName) } : {}),
    };
  }
  if (option.visualMap) {
    const colours = scales[mode];
    result.visualMap = {
      ...option.visualMap,
      inRange: { color: option.visualMap.best === "low" ? [...colours].reverse() : colours },
      outOfRange: { color: quiet },
      textStyle: { color: ink },
    };
  }
  result.series = option.series.map((s) => ({
    ...s,
    ...(s.symbol?.startsWith("path:") ? { itemStyle: { color: "transparent", borderColor: quiet, borderWidth: 1.5 } } : {}),
    ...(s.type === "parallel" ? { lineStyle: { ...s.lineStyle, color: quiet } } : {}),
  }));
  return result;
}

function short(value) {
  if (typeof value !== "number" || value === 0) return value;
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-3 ? value.toExponential(1).replace(".0e", "e") : String(+value.toPrecision(4));
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export async function draw(element, json, host) {
  const echarts = await library();
  const chart = echarts.init(element, null, { renderer: "canvas" });
  const brushed = {};
  let option;

  function update(text) {
    option = JSON.parse(text);
    chart.setOption(dressed(option), { replaceMerge: ["series"] });
  }

  update(json);
  chart.on("axisareaselected", (event) => {
    chart.getModel().eachComponent("parallelAxis", (axis) => {
      brushed[+axis.id.replace("axis", "")] = (axis.activeIntervals ?? []).map((i) => [Math.min(...i), Math.max(...i)]);
    });
    host.invokeMethodAsync("BrushedAsync", brushed);
  });
  const size = new ResizeObserver(() => chart.resize());
  size.observe(element);
  const theme = new MutationObserver(() => chart.setOption(dressed(option), { replaceMerge: ["series"] }));
  for (const root of [document.documentElement, document.body]) {
    theme.observe(root, { attributes: true, attributeFilter: ["data-theme", "style", "class"] });
  }
  element.dataset.drawn = "true";
  return {
    update,
    dispose() {
      size.disconnect();
      theme.disconnect();
      chart.dispose();
    },
  };
}
