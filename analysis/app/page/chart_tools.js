/* What stands round a chart: drawing it, caption, table, files, the line of the month. */
GL.charts.layout = (chart, traces, box) => {
  const ink = GL.marks.css("ink");
  const narrow = box.width < 460;
  const span = GL.charts.span(chart);
  const longest = Math.max(...chart.lines.map((line) => GL.charts.label(line).length), 9);
  const margin = { l: 46, r: Math.min(14 + longest * 6.3, box.width * 0.34), t: 8, b: 8 };
  const strip = GL.charts.eventTrace(chart, box.width - margin.l - margin.r, span);
  const share = narrow ? 0.27 : 0.25;
  const inside = (x) => x >= span[0] && x <= span[1];
  const values = traces.flatMap((trace) => trace.y.filter((value, k) => value !== null && inside(trace.x[k])));
  const highs = chart.lines.flatMap((line) => line.points.filter((one) => inside(one.date)).map((one) => one.high ?? one.value));
  const top = Math.max(...values, ...highs, 0) * 1.06 || 1;
  const low = Math.min(...values, 0) * 1.06;
  const axis = { color: ink, gridcolor: GL.marks.css("grid"), fixedrange: true, tickfont: { size: 11 }, zeroline: false };
  const height = (box.height - margin.t - margin.b) * (1 - share);
  const years = (Date.parse(span[1]) - Date.parse(span[0])) / 3.156e10;
  return {
    traces: strip.x.length ? [...traces, strip] : traces,
    layout: {
      margin, width: box.width, height: box.height, hovermode: "closest", dragmode: false, showlegend: false,
      paper_bgcolor: GL.marks.css("ground"), plot_bgcolor: "rgba(0,0,0,0)", font: { family: '"DejaVu Sans", Verdana, sans-serif', color: ink, size: 11 },
      hoverlabel: { bgcolor: GL.marks.css("raised"), bordercolor: GL.marks.css("rule"), font: { color: ink, size: 11 }, align: "left" },
      xaxis: { ...axis, type: "date", range: span, showgrid: false, anchor: "free", position: share, dtick: `M${GL.charts.tick(years, box.width - margin.l - margin.r)}`, tickangle: 0, tick0: "1924-01-01", tickformat: "%Y", ticks: "outside", ticklen: 4 },
      yaxis: { ...axis, domain: [share, 1], range: [low, top], title: { text: GL.charts.unit(chart), font: { size: 11 }, standoff: 4 } },
      yaxis2: { domain: [0, share - 0.1], range: [-1.3, 2.5], visible: false, fixedrange: true },
      shapes: [
        { type: "rect", xref: "x", yref: "y", x0: span[0], x1: GL.facts.calibration_end < span[1] ? GL.facts.calibration_end : span[1], y0: low, y1: top, fillcolor: GL.marks.css("window"), line: { width: 0 }, layer: "below" },
        { type: "line", xref: "paper", yref: "y", x0: 0, x1: 1, y0: 0, y1: 0, line: { color: GL.marks.css("quiet"), width: 1 } },
      ],
      annotations: GL.charts.labels(chart, traces, top, height),
    },
  };
};

/* Months between the years written under the axis: as many years as there is room for. */
GL.charts.tick = (years, width) => [12, 24, 48, 96].find((months) => (years * 12 * 38) / months <= width) || 96;

/* The days that a chart shows: its own, but not beyond the runs. */
GL.charts.span = (chart) => {
  const after = GL.charts.after(GL.frame.months[GL.frame.months.length - 1]);
  return [`${chart.start}-01`, `${chart.end > after ? after : chart.end}-01`];
};

GL.charts.after = (month) => {
  const [year, number] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
};

GL.charts.traces = (chart) => {
  const own = chart.lines.flatMap((line, k) => GL.charts.lineTraces(GL.frame, chart, line, k, false));
  const other = GL.baseline
    ? chart.lines.flatMap((line, k) => GL.charts.lineTraces(GL.baseline, chart, line, k, true)) : [];
  return [...own, ...other, ...GL.charts.recordTraces(chart, GL.charts.span(chart))];
};

GL.charts.draw = (chart) => {
  GL.charts.due.delete(chart);
  const held = GL.charts.shown.get(chart.id);
  const box = { width: held.plot.clientWidth, height: held.plot.clientHeight };
  const { traces, layout } = GL.charts.layout(chart, GL.charts.traces(chart), box);
  Plotly.react(held.plot, traces, layout, { displayModeBar: false, responsive: false });
  if (!held.listening) {
    held.listening = true;
    held.plot.on("plotly_click", (event) => GL.why.point(chart, event.points[0]));
  }
  held.caption.textContent = GL.charts.caption(chart);
  if (held.details.open) GL.charts.fill(chart);
  held.stale = true;
  GL.charts.now(chart);
};

/* Charts that are still to be drawn anew. */
GL.charts.due = new Set();

GL.charts.inSight = (chart) => {
  const { top, bottom } = GL.charts.shown.get(chart.id).plot.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

/* Draw charts anew: one in sight at once, one that waited before others; when it is on the screen the
   rest of those in sight, then the others one by one. */
GL.charts.redraw = (charts) => {
  const waited = GL.charts.due;
  GL.charts.due = new Set(charts);
  const seen = charts.filter(GL.charts.inSight);
  const first = seen.find((chart) => waited.has(chart)) || seen[0];
  if (first) GL.charts.draw(first);
  GL.charts.whenShown(GL.charts.next);
};

GL.charts.next = () => {
  const due = [...GL.charts.due];
  if (!due.length) return;
  const seen = due.filter(GL.charts.inSight);
  (seen.length ? seen : due.slice(0, 1)).forEach(GL.charts.draw);
  GL.charts.whenShown(GL.charts.next);
};

/* Do something once the screen shows what was drawn, unless something else is to be done by then. */
GL.charts.whenShown = (work) => {
  const turn = (GL.charts.turn = (GL.charts.turn || 0) + 1);
  requestAnimationFrame(() => setTimeout(() => turn === GL.charts.turn && work()));
};

/* Draw at once whatever is still due. */
GL.charts.settle = () => GL.charts.due.forEach(GL.charts.draw);

GL.charts.caption = (chart) => {
  const about = (frame) => GL.t("caption.runs", {
    name: GL.frames.name(frame), n: frame.seeds.length, seeds: frame.seeds.join(", "), drive: frame.drive,
    scale: frame.scale ?? "?", hash: frame.hash,
  });
  const many = GL.frame.seeds.length > 1 ? GL.t("caption.bands") : GL.t("caption.single");
  const pinned = GL.baseline ? GL.t("caption.pinned", { about: about(GL.baseline) }) : "";
  const none = chart.sources.length ? "" : GL.t("caption.none");
  return [about(GL.frame), many, pinned, GL.word(`chart.${chart.id}.note`, chart.note), none].filter(Boolean).join(" ");
};

GL.charts.cited = (chart) => chart.sources.map((key) => (GL.facts.sources[key] || { citation: key }).citation);

/* The numbers drawn: rows of texts, the same for the table and for the CSV file. */
GL.charts.rows = (chart) => {
  const rows = [];
  const add = (frame, what) => {
    for (const line of chart.lines) {
      const data = GL.charts.data(frame, line);
      if (!data) continue;
      data.x.forEach((day, k) => {
        if (data.q50[k] === null || data.q50[k] === undefined) return;
        const levels = ["q50", "q05", "q25", "q75", "q95"].map((level) => (data[level] ? GL.charts.plain(data[level][k]) : ""));
        rows.push([what, GL.charts.label(line), day, ...levels, chart.unit, `${frame.id} n=${frame.seeds.length} ${frame.hash}`]);
      });
    }
  };
  add(GL.frame, "simulated");
  if (GL.baseline) add(GL.baseline, "pinned");
  for (const line of chart.lines) {
    for (const point of line.points) {
      rows.push([point.hollow ? "documented, disputed or recalled" : "documented", GL.charts.label(line), point.date,
        GL.charts.plain(point.value), GL.charts.plain(point.low), "", "", GL.charts.plain(point.high), chart.unit, point.sources.join(" / ")]);
    }
  }
  return rows;
};

GL.charts.heads = ["what", "line", "date", "value", "low_5", "low_25", "high_75", "high_95", "unit", "source"];

GL.charts.plain = (value) => (value === null || value === undefined ? "" : String(Number(value.toPrecision(12))));

GL.charts.fill = (chart) => {
  const held = GL.charts.shown.get(chart.id);
  if (!held.stale) return;
  held.stale = false;
  const heads = GL.charts.heads.map((head) => GL.t(`table.${head}`));
  const table = GL.table(GL.t("table.caption", { title: GL.charts.title(chart) }), heads, GL.charts.rows(chart), [3, 4, 5, 6, 7]);
  held.table.replaceChildren(table);
};

GL.charts.csv = (chart) => {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const lines = [GL.charts.heads, ...GL.charts.rows(chart)].map((row) => row.map((cell) => quoted(String(cell))).join(","));
  GL.charts.save(`${chart.id}.csv`, "text/csv", `${lines.join("\r\n")}\r\n`);
};

GL.charts.svg = async (chart) => {
  GL.charts.settle();
  const held = GL.charts.shown.get(chart.id);
  const made = await Plotly.toImage(held.plot, { format: "svg", width: held.plot.clientWidth, height: held.plot.clientHeight });
  const text = decodeURIComponent(made.slice(made.indexOf(",") + 1));
  const about = GL.element("p", {}, `${GL.charts.title(chart)}. ${GL.charts.caption(chart)} ${GL.charts.cited(chart).join("; ")}`).innerHTML;
  const marked = text.replace(/(<svg[^>]*>)/, `$1<title>${GL.element("p", {}, GL.charts.title(chart)).innerHTML}</title><desc>${about}</desc>`);
  GL.charts.save(`${chart.id}.svg`, "image/svg+xml", marked);
};

GL.charts.save = (name, type, text) => {
  const link = GL.element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
};

/* The line of the month stands over the plot, so that playing does not draw charts anew. */
GL.charts.now = (chart) => {
  const held = GL.charts.shown.get(chart.id);
  const size = held.plot._fullLayout;
  if (!size || !size.xaxis || !GL.state.month) return;
  const x = size.xaxis.d2p(`${GL.state.month}-01`);
  const outside = x < 0 || x > size.xaxis._length;
  held.now.hidden = outside;
  held.now.style.left = `${size.margin.l + x}px`;
  held.now.style.top = `${held.plot.offsetTop + size.margin.t}px`;
  held.now.style.height = `${size.yaxis._length}px`;
};

GL.charts.build = (chart) => {
  const plot = GL.element("div", { class: "plot", role: "img", "aria-label": GL.t("chart.alt", { title: GL.charts.title(chart) }) });
  const now = GL.element("div", { class: "now" });
  const caption = GL.element("figcaption", {});
  const table = GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": GL.charts.title(chart) });
  const details = GL.element("details", { ontoggle: () => GL.charts.fill(chart) }, GL.element("summary", {}, GL.t("chart.table")), table);
  const button = (key, act, name) => GL.element("button", { type: "button", "data-act": name, onclick: act, "aria-label": `${GL.t(key)}: ${GL.charts.title(chart)}` }, GL.t(key));
  const row = GL.element("div", { class: "row" },
    button("chart.why", () => GL.why.month(GL.state.month), "why"), button("chart.predict", () => GL.predict.open(chart.id), "predict"),
    button("chart.csv", () => GL.charts.csv(chart), "csv"), button("chart.svg", () => GL.charts.svg(chart), "svg"));
  const cited = GL.charts.cited(chart);
  const sources = cited.length ? GL.element("details", { class: "sources" }, GL.element("summary", {}, GL.t("caption.sources", { n: cited.length })), GL.element("ul", {}, ...cited.map((one) => GL.element("li", {}, one)))) : null;
  const figure = GL.element("figure", { class: "chart", "data-chart": chart.id }, GL.element("div", { class: "top" }, GL.element("h3", {}, GL.charts.title(chart)), row), plot, now, caption, details, sources);
  const held = { figure, plot, now, caption, table, details, stale: true };
  GL.charts.shown.set(chart.id, held);
  return figure;
};

GL.part({
  name: "charts",
  start() {
    GL.byId("reading").replaceChildren(...GL.marks.key());
    const again = () => GL.frame && GL.charts.redraw(GL.charts.chosen());
    let waiting = 0;
    addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(again, 150); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => GL.draw(new Set(["colours"])));
  },
  draw(changed) {
    if (!GL.frame) return;
    const chosen = GL.charts.chosen();
    if (changed.has("charts") || !GL.charts.shown.size) {
      GL.charts.shown.clear();
      GL.charts.due.clear();
      GL.byId("chart-grid").replaceChildren(...chosen.map(GL.charts.build));
      chosen.forEach(GL.charts.draw);
    } else if (changed.has("frame") || changed.has("colours")) GL.charts.redraw(chosen);
    else if (changed.has("month")) chosen.forEach(GL.charts.now);
  },
});
