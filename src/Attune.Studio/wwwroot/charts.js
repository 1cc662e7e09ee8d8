// Draws charts with ECharts: mounts, updates, follows the theme and the size, and tells what is brushed and picked.
import { dressed } from "./charts-dress.js";
import { turned } from "./charts-cube.js";

let loading;

function library() {
  if (window.echarts) return Promise.resolve(window.echarts);
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("lib/echarts/vizor-echarts-bundle-min.js", document.baseURI).href;
    script.onload = () => done(window.echarts);
    script.onerror = () => failed(new Error("The chart library could not be loaded."));
    document.head.append(script);
  });
  return loading;
}

const ends = (stretch) => [Math.min(...stretch), Math.max(...stretch)];

// What was brushed in a chart with two axes, by the keys that the host gave them.
function stretches(option, area) {
  const told = {};
  [option.xAxis, option.yAxis].forEach((axis, i) => {
    if (axis.key) told[axis.key] = [ends(area.coordRange[i])];
  });
  return told;
}

// Stretches of parallel axes; one that is not brushed is told as empty.
function axisStretches(chart, option) {
  const told = {};
  chart.getModel().eachComponent("parallelAxis", (axis) => {
    const { key } = option.parallelAxis[+axis.id.replace("axis", "")];
    told[key] = (axis.activeIntervals ?? []).map(ends);
  });
  return told;
}

// Each axis that is told draws all lines anew: those that have nothing to show, and had nothing before, are left out.
function showStretches(chart, option, before) {
  for (const [i, axis] of (option.parallelAxis ?? []).entries()) {
    if (!axis.intervals?.length && !before?.parallelAxis?.[i]?.intervals?.length) continue;
    chart.dispatchAction(
      { type: "axisAreaSelect", parallelAxisId: axis.id, intervals: axis.intervals ?? [] },
      { silent: true },
    );
  }
}

// Charts that are seen are drawn at once, the others one by one while nothing else is to be done: thousands of lines take a while.
let idle = Promise.resolve();
const rest = () => new Promise((done) => requestIdleCallback(() => done(), { timeout: 2000 }));

function turnOf(element) {
  const { top, bottom } = element.getBoundingClientRect();
  if (bottom > 0 && top < innerHeight) return undefined;
  return new Promise((done) => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) go();
    });
    const go = () => { seen.disconnect(); done(); };
    seen.observe(element);
    idle = idle.then(rest).then(go);
  });
}

// `data` is an option as JSON: a text, or its bytes.
export async function draw(element, data, host) {
  const echarts = await library();
  await turnOf(element);
  const chart = echarts.init(element, null, { renderer: "canvas" });
  const angle = { turn: -0.6, tilt: 0.45 };
  let option;
  let before;

  function paint() {
    chart.setOption(dressed(option.cube ? turned(option, angle) : option), { replaceMerge: ["series", "parallelAxis"] });
    showStretches(chart, option, before);
    if (option.brush) {
      chart.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: { brushType: option.brush, brushMode: "single" } });
    }
  }

  function update(data) {
    before = option;
    option = JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data));
    paint();
  }

  chart.on("rendered", () => { element.dataset.drawn = "true"; });
  update(data);
  chart.on("axisareaselected", () => host?.invokeMethodAsync("BrushedAsync", axisStretches(chart, option)));
  chart.on("brushEnd", (event) => {
    if (event.areas.length === 0) return;
    const told = stretches(option, event.areas[0]);
    // The page says what is looked at, everywhere; the rectangle has done its work.
    chart.dispatchAction({ type: "brush", areas: [] });
    host?.invokeMethodAsync("BrushedAsync", told);
  });
  chart.on("click", (event) => {
    if (event.data?.pick !== undefined) host?.invokeMethodAsync("PickedAsync", String(event.data.pick));
  });
  const turning = option.cube ? turns(element, chart, angle, paint) : undefined;
  // It is told the size that it begins with, too, which is no reason to draw all anew.
  const size = new ResizeObserver(() => {
    if (chart.getWidth() !== element.clientWidth || chart.getHeight() !== element.clientHeight) chart.resize();
  });
  size.observe(element);
  const theme = new MutationObserver(paint);
  for (const root of [document.documentElement, document.body]) {
    theme.observe(root, { attributes: true, attributeFilter: ["data-theme", "style", "class"] });
  }
  return {
    update,
    dispose() {
      size.disconnect();
      theme.disconnect();
      turning?.abort();
      chart.dispose();
    },
  };
}

// Turns a cube by the pointer, and by the arrow keys.
function turns(element, chart, angle, paint) {
  const all = new AbortController();
  const { signal } = all;
  let from;
  const by = (turn, tilt) => {
    angle.turn += turn;
    angle.tilt = Math.max(-1.5, Math.min(1.5, angle.tilt + tilt));
    requestAnimationFrame(paint);
  };
  element.tabIndex = 0;
  element.addEventListener("pointerdown", (e) => { from = [e.clientX, e.clientY]; element.setPointerCapture(e.pointerId); }, { signal });
  element.addEventListener("pointerup", () => { from = undefined; }, { signal });
  element.addEventListener("pointermove", (e) => {
    if (!from || e.buttons === 0) return;
    by((e.clientX - from[0]) / 150, (e.clientY - from[1]) / 150);
    from = [e.clientX, e.clientY];
  }, { signal });
  const keys = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, -0.15], ArrowDown: [0, 0.15] };
  element.addEventListener("keydown", (e) => {
    if (!keys[e.key]) return;
    e.preventDefault();
    by(...keys[e.key]);
  }, { signal });
  return all;
}
