/* The charts: medians with bands, the pinned baseline, the record, events under the axis. */
GL.charts = { shown: new Map() };

GL.charts.chosen = () => {
  const asked = GL.state.charts;
  return GL.facts.charts.filter((chart) => (asked.length ? asked.includes(chart.id) : chart.first));
};

GL.charts.title = (chart) => GL.word(`chart.${chart.id}.title`, chart.title);
GL.charts.unit = (chart) => GL.word(`unit.${chart.unit}`, chart.unit);
GL.charts.label = (line) => GL.word(`line.${line.id}`, line.label);

/* What a line of a frame is: days x and quantiles, in the chart's unit; null without it. */
GL.charts.data = (frame, line) => {
  const yearly = frame.lines[line.id];
  if (yearly) return yearly;
  const entry = frame.series[line.series];
  if (!entry) return null;
  if (line.how === "calendar" || line.how === "agricultural") return GL.charts.summed(frame, line, entry);
  const day = line.how === "month" ? "-15" : "-01";
  const found = { x: frame.months.map((month) => month + day) };
  for (const level of ["q05", "q25", "q50", "q75", "q95"]) {
    if (entry[level]) found[level] = frame.months.map((_, k) => GL.charts.times(entry[level][k], line.factor));
  }
  return found;
};

GL.charts.times = (value, factor) => (value === null || value === undefined ? null : value * factor);

/* Sums over whole years of one run that has not ended yet. */
GL.charts.summed = (frame, line, entry) => {
  if (!GL.settings.live || frame.seeds.length > 1) return null;
  const late = line.how === "agricultural";
  const found = { x: [], q50: [] };
  const first = late ? 6 : 0;
  for (let k = first; k + 12 <= frame.months.length; k += 12) {
    const year = Number(frame.months[k].slice(0, 4));
    const values = entry.q50.slice(k, k + 12).filter((value) => value !== null && value !== undefined);
    if (values.length < 12) continue;
    found.x.push(late ? `${year + 1}-01-01` : `${year}-07-02`);
    found.q50.push(values.reduce((a, b) => a + b, 0) * line.factor);
  }
  return found.x.length ? found : null;
};

GL.charts.hover = (frame, chart, line, data) => data.x.map((day, k) => {
  const band = data.q05 ? GL.t("hover.band", { low: GL.number(data.q05[k]), high: GL.number(data.q95[k]) }) : "";
  const when = GL.charts.period(line, day);
  const source = GL.t("hover.source", { name: GL.frames.name(frame), n: frame.seeds.length });
  return `${when}: ${GL.number(data.q50[k])} ${GL.charts.unit(chart)} ${band}<br>${source}`;
});

GL.charts.period = (line, day) => {
  const year = Number(day.slice(0, 4));
  if (line.how === "calendar") return String(year);
  if (line.how === "agricultural") return `${year - 1}/${String(year % 100).padStart(2, "0")}`;
  return GL.monthName(day.slice(0, 7));
};

GL.charts.lineTraces = (frame, chart, line, style, pinned) => {
  const data = GL.charts.data(frame, line);
  if (!data) return [];
  const [own, dash] = GL.marks.lines()[style];
  const colour = pinned ? "#E69F00" : own;
  const common = { x: data.x, mode: "lines", xaxis: "x", yaxis: "y", showlegend: false };
  const traces = [];
  const single = chart.lines.length === 1 || !pinned;
  if (data.q05 && single) {
    for (const [low, high, share] of [["q05", "q95", 0.15], ["q25", "q75", 0.25]]) {
      const edge = { ...common, hoverinfo: "skip", line: { width: 0, color: colour } };
      traces.push({ ...edge, y: data[low] });
      traces.push({ ...edge, y: data[high], fill: "tonexty", fillcolor: GL.marks.faded(colour, share) });
    }
  }
  traces.push({
    ...common, y: data.q50, text: GL.charts.hover(frame, chart, line, data),
    hovertemplate: `${pinned ? GL.t("key.pinned") : GL.charts.label(line)}<br>%{text}<extra></extra>`,
    line: { color: colour, width: pinned ? 1.9 : 2.2, dash: pinned ? "7px,4px" : dash },
    meta: { what: "line", line: line.id, pinned }, name: pinned ? "pinned" : "simulated",
  });
  return traces;
};

GL.charts.recordTraces = (chart, span) => chart.lines.map((line, style) => {
  const points = line.points.filter((point) => point.date >= span[0] && point.date <= span[1]);
  const dot = GL.marks.css("dot");
  const error = (point, end) => (point[end] === null ? 0 : Math.abs(point[end] - point.value));
  return {
    x: points.map((point) => point.date), y: points.map((point) => point.value), mode: "markers",
    text: points.map((point) => GL.charts.recordHover(chart, line, point)),
    hovertemplate: "%{text}<extra></extra>", showlegend: false, cliponaxis: false,
    error_y: {
      type: "data", symmetric: false, array: points.map((point) => error(point, "high")),
      arrayminus: points.map((point) => error(point, "low")), color: dot, thickness: 1.1, width: 0,
    },
    marker: {
      symbol: GL.marks.lines()[style][2], size: 7,
      color: points.map((point) => (point.hollow ? GL.marks.css("ground") : dot)),
      line: { color: dot, width: 1.3 },
    },
    meta: { what: "record", line: line.id }, name: "documented",
  };
});

GL.charts.recordHover = (chart, line, point) => {
  const range = point.low !== null && point.high !== null
    ? GL.t("hover.range", { low: GL.number(point.low), high: GL.number(point.high) }) : "";
  const sure = point.hollow ? GL.t("hover.hollow") : "";
  const cited = point.sources.map((key) => (GL.facts.sources[key] || { citation: key }).citation);
  const wrapped = cited.map((text) => text.replace(/(.{55}\S*)\s/g, "$1<br>"));
  return `${GL.t("key.documented")}, ${GL.charts.period(line, point.date)}: ${GL.number(point.value)} ${GL.charts.unit(chart)} ${range}<br>${sure}${wrapped.join("<br>")}`;
};

/* Events in a strip: in three rows, so that labels do not cover one another; a fourth has none. */
GL.charts.eventTrace = (chart, width, span) => {
  const shown = chart.events.filter((event) => event.date >= span[0] && event.date <= span[1]);
  const from = Date.parse(span[0]);
  const scale = width / (Date.parse(span[1]) - from);
  const ends = [-1, -1, -1];
  const placed = shown.map((event) => {
    const x = (Date.parse(event.date) - from) * scale;
    const label = GL.word(`event.${event.id}`, event.label);
    const needed = 16 + label.length * 5.3;
    const turned = x + needed > width + 70;
    const begin = turned ? x - needed : x - 6;
    const row = ends.findIndex((end) => end < begin);
    if (row >= 0) ends[row] = begin + needed + 6;
    return { event, label: row < 0 ? "" : label, row: row < 0 ? 3 : row, turned };
  });
  return {
    x: placed.map((one) => one.event.date), y: placed.map((one) => 2 - one.row), yaxis: "y2", xaxis: "x",
    mode: "markers+text", text: placed.map((one) => one.label), showlegend: false, cliponaxis: false,
    textposition: placed.map((one) => (one.turned ? "middle left" : "middle right")),
    textfont: { size: 10, color: GL.marks.css("ink") },
    marker: { symbol: "diamond", size: 7, color: GL.marks.css("dot") },
    customdata: placed.map((one) => one.event.id), meta: { what: "event" }, name: "event",
    hovertext: placed.map((one) => {
      const known = GL.facts.documented[one.event.id];
      return known ? `${known.date}: ${known.title}<br>${known.source}`.replace(/(.{60}\S*)\s/g, "$1<br>") : one.label;
    }),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
};

GL.charts.labels = (chart, traces, top, height) => {
  const ends = [];
  for (const trace of traces.filter((one) => one.meta && one.meta.what === "line")) {
    const line = chart.lines.find((one) => one.id === trace.meta.line);
    if (trace.meta.pinned && chart.lines.length > 1) continue;
    const last = trace.y.reduce((at, value, k) => (value === null || trace.x[k] > chart.end ? at : k), -1);
    if (last < 0) continue;
    const text = trace.meta.pinned ? GL.t("label.pinned") : GL.charts.label(line);
    const colour = trace.meta.pinned ? "#E69F00" : trace.line.color;
    ends.push({ y: trace.y[last], text, colour: GL.marks.readable(colour) });
  }
  ends.sort((a, b) => a.y - b.y);
  const gap = (top * 13) / height;
  let floor = -Infinity;
  for (const end of ends) floor = end.y = Math.max(end.y, floor + gap);
  const over = Math.max(0, floor - top);
  return ends.map((end) => ({
    x: 1, xref: "paper", xanchor: "left", xshift: 6, y: end.y - over, yref: "y", showarrow: false,
    text: end.text, font: { size: 11, color: end.colour },
  }));
};
