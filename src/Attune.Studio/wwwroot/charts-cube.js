// A cube of points as a flat scatter chart, seen from an angle; parallel, so that equal lengths stay equal.

const corners = [0, 1].flatMap((x) => [0, 1].flatMap((y) => [0, 1].map((z) => [x, y, z])));

function projection({ turn, tilt }) {
  const [st, ct, si, ci] = [Math.sin(turn), Math.cos(turn), Math.sin(tilt), Math.cos(tilt)];
  return ([x, y, z]) => {
    const [a, b, c] = [x - 0.5, y - 0.5, z - 0.5];
    const away = a * st + b * ct;
    return [a * ct - b * st, c * ci + away * si, away * ci - c * si];
  };
}

// The option of a scatter chart for ECharts, from places in the cube.
export function turned(option, angle) {
  const place = projection(angle);
  const edges = corners.flatMap((from) => [0, 1, 2].filter((d) => from[d] === 0).map((d) => [from, from.map((v, i) => (i === d ? 1 : v))]));
  // Two axes at the foot, one upright at the side; their words stand below and beside, and run towards the middle of their own edge.
  const base = [[0, 0, 0], [1, 0, 0], [0, 0, 0]];
  const names = option.cube.sides.flatMap((side, d) => {
    const along = (at) => place(base[d].map((v, i) => (i === d ? at : v)));
    const middle = along(0.5);
    const off = ([x, y], by) => (d === 2 ? [x - by, y] : [x, y - by]);
    // Where two axes meet, each one's word keeps to its own side.
    const apart = (word) => (d === 2 ? word : { ...word, value: [word.value[0] + ({ left: 0.06, right: -0.06 }[word.align] ?? 0), word.value[1]] });
    const align = ([x]) => (d === 2 ? "right" : Math.abs(x - middle[0]) < 0.05 ? "center" : x > middle[0] ? "right" : "left");
    return [
      { value: off(middle, d === 2 ? 0.42 : 0.2), text: side.name, align: d === 2 ? "right" : "center", strong: true },
      ...side.ticks.map(([at, text]) => apart({ value: off(along(at), 0.07), text, align: align(along(at)) })),
    ];
  });
  const flat = (data) => ({ type: "scatter", symbolSize: 0.1, silent: true, ...data });
  const far = [...option.series[0].data]
    .map((point) => ({ point, seen: place(point.at) }))
    .sort((a, b) => b.seen[2] - a.seen[2]);
  return {
    ...option,
    visualMap: { ...option.visualMap, seriesIndex: 0 },
    xAxis: { type: "value", min: -1.35, max: 1, show: false },
    yAxis: { type: "value", min: -1.05, max: 0.95, show: false },
    series: [
      { ...option.series[0], z: 3, data: far.map(({ point, seen }) => ({ value: [seen[0], seen[1], point.colour], name: point.name, pick: point.pick })) },
      { type: "lines", coordinateSystem: "cartesian2d", tone: "edge", silent: true, z: 1, data: edges.map((edge) => ({ coords: edge.map((c) => place(c).slice(0, 2)) })) },
      flat({ tone: "words", z: 4, data: names.map((n) => ({ value: n.value, label: { show: true, position: "inside", align: n.align, formatter: () => n.text, fontWeight: n.strong ? 600 : 400 } })) }),
    ],
  };
}
