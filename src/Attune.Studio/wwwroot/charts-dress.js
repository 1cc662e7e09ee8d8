// Colours and letters of the theme, put into what the host sent; shapes that it names.

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

// Shapes of custom series: what the host calls them, and how they are drawn.
const shapes = {
  // One polygon for the whole series: [x, low, high] each.
  band(params, api) {
    if (params.context.rendered) return;
    params.context.rendered = true;
    const rows = Array.from({ length: params.dataInsideLength }, (_, i) => i);
    const at = (i, d) => api.coord([api.value(0, i), api.value(d, i)]);
    return {
      type: "polygon",
      shape: { points: [...rows.map((i) => at(i, 1)), ...rows.reverse().map((i) => at(i, 2))] },
      style: { fill: api.visual("color"), opacity: 0.22 },
    };
  },
  // [x, low, high]: a bar with ends.
  whisker(params, api) {
    const [low, high] = [1, 2].map((d) => api.coord([api.value(0), api.value(d)]));
    const stroke = { stroke: api.visual("color"), lineWidth: 2, fill: null };
    const line = (a, b) => ({ type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: stroke });
    const end = (p) => line([p[0] - 8, p[1]], [p[0] + 8, p[1]]);
    return { type: "group", children: [line(low, high), end(low), end(high)] };
  },
  // [x, y, value, x0, x1, y0, y1]; without ends a cell is as wide as its name's band.
  cell(params, api) {
    const [x, y] = [api.value(0), api.value(1)];
    const centre = api.coord([x, y]);
    const side = (axis) => {
      const [low, high] = axis === 0 ? [api.value(3), api.value(4)] : [api.value(5), api.value(6)];
      if (!Number.isFinite(low) || !Number.isFinite(high)) {
        const band = api.size([1, 1])[axis];
        return [centre[axis] - band / 2, centre[axis] + band / 2];
      }
      return [low, high].map((end) => api.coord(axis === 0 ? [end, y] : [x, end])[axis]).sort((a, b) => a - b);
    };
    const [[left, right], [top, bottom]] = [side(0), side(1)];
    // A hair more, or the background shines through between neighbours.
    const shape = clipped(params, { x: left, y: top, width: right - left + 0.6, height: bottom - top + 0.6 });
    return shape && { type: "rect", shape, style: { fill: api.visual("color") } };
  },
  // [slot, from, to]: a bar that is seen however short it is.
  bar(params, api) {
    const [from, to] = [1, 2].map((d) => api.coord([api.value(d), api.value(0)]));
    const height = Math.max(3, Math.min(22, api.size([0, 1])[1] * 0.7));
    const shape = clipped(params, { x: from[0], y: from[1] - height / 2, width: Math.max(2, to[0] - from[0] - 1), height });
    return shape && { type: "rect", shape, style: { fill: api.visual("color") } };
  },
};

function clipped(params, rect) {
  const { x, y, width, height } = params.coordSys;
  const [left, top] = [Math.max(rect.x, x), Math.max(rect.y, y)];
  const [right, bottom] = [Math.min(rect.x + rect.width, x + width), Math.min(rect.y + rect.height, y + height)];
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

export function dressed(option) {
  const mode = isDark() ? "dark" : "light";
  const [ink, quiet, line, back] = ["--ink", "--ink-3", "--line", "--back"].map(colour);
  const font = getComputedStyle(document.body).fontFamily;
  const tones = {
    rest: () => ({ itemStyle: { color: quiet.replace("rgb(", "rgba(").replace(")", ", 0.25)") } }),
    ring: () => ({ itemStyle: { color: back, borderColor: ink, borderWidth: 1 } }),
    spread: () => ({ itemStyle: { color: lines[mode][0] } }),
    retry: () => ({ itemStyle: { color: quiet } }),
    edge: () => ({ lineStyle: { color: quiet, opacity: 0.6, width: 1, curveness: 0 } }),
    words: () => ({ label: { show: true, color: ink, fontSize: 12, fontFamily: font } }),
  };
  const tone = (name) => (tones[name] ? tones[name]() : name ? { itemStyle: { color: colour(`--${name}`) } } : {});
  const written = (a) => (a.format === "percent" ? (v) => `${Math.round(v * 100)} %` : a.type === "category" ? undefined : short);
  const axis = (a) => ({
    ...a,
    nameGap: a.nameLocation === "middle" ? (a.isY ? 48 : 28) : 14,
    nameTextStyle: { color: ink, fontSize: 13 },
    axisLabel: { color: quiet, hideOverlap: true, formatter: written(a), ...(a.type === "category" ? { overflow: "truncate", width: 160 } : {}) },
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
  delete result.brush;
  if (option.brush) {
    // The library would add buttons of its own for it.
    result.toolbox = { show: false };
    result.brush = {
      toolbox: [],
      xAxisIndex: 0,
      yAxisIndex: 0,
      brushStyle: { color: lines[mode][0], opacity: 0.2, borderColor: lines[mode][0], borderWidth: 1 },
      outOfBrush: {},
    };
  }
  delete result.zoom;
  if (option.zoom) {
    result.dataZoom = [
      { type: "inside", filterMode: "none" },
      { type: "slider", filterMode: "none", height: 16, bottom: 6, textStyle: { color: quiet }, borderColor: line },
    ];
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
  result.series = option.series.filter(said).map((s) => ({
    ...s,
    ...(s.symbol?.startsWith("path:") ? { itemStyle: { color: "transparent", borderColor: quiet, borderWidth: 1.5 } } : {}),
    ...(s.type === "parallel" ? { lineStyle: { ...s.lineStyle, color: quiet } } : {}),
    ...tone(s.tone),
    ...(s.renderItem ? { renderItem: shapes[s.renderItem] } : {}),
  }));
  return result;
}

// What is faint or crossed out has no place in the legend while there is none of it.
function said(series) {
  return series.data.length > 0 || !(series.tone === "rest" || series.symbol?.startsWith("path:"));
}

function short(value) {
  if (typeof value !== "number" || value === 0) return value;
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-3 ? value.toExponential(1).replace(".0e", "e") : String(+value.toPrecision(4));
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
