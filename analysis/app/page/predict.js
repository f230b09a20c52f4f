/* Predict first: the reader draws a line on an empty chart, then record and runs appear. */
GL.predict = { width: 720, height: 330, left: 56, right: 12, roof: 14, bottom: 34, values: [], revealed: false };

GL.predict.charts = () => GL.facts.charts.filter((chart) => chart.lines.length === 1 && chart.lines[0].points.length > 3);

GL.predict.chart = () => GL.predict.charts().find((chart) => chart.id === GL.state.predict) || GL.predict.charts()[0];

/* Years that can be drawn: those that the frame covers and the chart shows. */
GL.predict.years = (chart) => {
  const first = Math.max(Number(chart.start.slice(0, 4)), Number(GL.frame.months[0].slice(0, 4)));
  const last = Math.min(Number(chart.end.slice(0, 4)) - (chart.end.endsWith("-01") ? 1 : 0), Number(GL.frame.months[GL.frame.months.length - 1].slice(0, 4)));
  return [...Array(Math.max(0, last - first + 1)).keys()].map((k) => first + k);
};

GL.predict.year = (day) => (day.slice(5, 7) === "01" && GL.predict.late ? Number(day.slice(0, 4)) - 1 : Number(day.slice(0, 4)));

/* The value of a year: the documented point nearest to its middle; of a run likewise. */
GL.predict.record = (chart) => {
  GL.predict.late = chart.lines[0].how === "agricultural";
  const found = new Map();
  const years = GL.predict.years(chart);
  for (const point of chart.lines[0].points) {
    const year = GL.predict.year(point.date);
    if (years.includes(year)) found.set(year, GL.predict.told(chart, found.get(year), point));
  }
  return found;
};

/* Of several figures of a year: the highest month; of stocks the one nearest to 1 July. */
GL.predict.told = (chart, held, point) => {
  if (!held) return point;
  if (chart.lines[0].how === "month") return point.value > held.value ? point : held;
  const away = (one) => Math.abs(Date.parse(one.date) - Date.parse(`${one.date.slice(0, 4)}-07-01`));
  return away(point) < away(held) ? point : held;
};

GL.predict.simulated = (chart) => {
  const data = GL.charts.data(GL.frame, chart.lines[0]);
  const found = new Map();
  if (!data) return found;
  data.x.forEach((day, k) => {
    const value = data.q50[k];
    if (value === null) return;
    const held = found.get(GL.predict.year(day));
    // Stocks are told on 1 July, months by the highest of the year.
    if (chart.lines[0].how === "month") found.set(GL.predict.year(day), Math.max(held ?? 0, value));
    else if (held === undefined || day.slice(5, 7) === "07" || data.x.length < 40) found.set(GL.predict.year(day), value);
  });
  return found;
};

/* The top of the scale: a round number that gives nothing away. */
GL.predict.top = (chart) => {
  const values = [...chart.lines[0].points.map((one) => one.high ?? one.value), ...GL.predict.simulated(chart).values(), 0];
  const high = Math.max(...values) * 1.35;
  if (chart.unit === "percent") return 100;
  const power = 10 ** Math.floor(Math.log10(high || 1));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((one) => one * power).find((one) => one >= high);
};

GL.predict.x = (k, n) => GL.predict.left + ((k + 0.5) * (GL.predict.width - GL.predict.left - GL.predict.right)) / n;
GL.predict.y = (value, top) => GL.predict.height - GL.predict.bottom - (Math.max(value, 0) / top) * (GL.predict.height - GL.predict.bottom - GL.predict.roof);

GL.predict.path = (points) => points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("");

GL.predict.draw = () => {
  const chart = GL.predict.chart();
  const years = GL.predict.years(chart);
  const top = GL.predict.top(chart);
  const { width, height, left, right, bottom } = GL.predict;
  const at = (k, value) => [GL.predict.x(k, years.length), GL.predict.y(value, top)];
  const parts = [];
  const text = (x, y, words, anchor) => {
    const made = GL.svg("text", { x, y, "font-size": 12, fill: "var(--ink)", "text-anchor": anchor });
    made.textContent = words;
    return made;
  };
  for (let k = 0; k <= 4; k += 1) {
    const y = GL.predict.y((top * k) / 4, top);
    parts.push(GL.svg("line", { x1: left, x2: width - right, y1: y, y2: y, stroke: "var(--grid)" }), text(left - 6, y + 4, GL.number((top * k) / 4), "end"));
  }
  years.forEach((year, k) => {
    if (years.length < 9 || k % 2 === 0) parts.push(text(GL.predict.x(k, years.length), height - bottom + 18, String(year), "middle"));
  });
  if (GL.predict.revealed) {
    const simulated = GL.predict.simulated(chart);
    const line = years.flatMap((year, k) => (simulated.has(year) ? [at(k, simulated.get(year))] : []));
    parts.push(GL.svg("path", { d: GL.predict.path(line), fill: "none", stroke: "var(--sim)", "stroke-width": 2.5 }));
    GL.predict.record(chart).forEach((point, year) => {
      const [x, y] = at(years.indexOf(year), point.value);
      const range = [point.low ?? point.value, point.high ?? point.value].map((value) => GL.predict.y(value, top));
      parts.push(GL.svg("line", { x1: x, x2: x, y1: range[0], y2: range[1], stroke: "var(--dot)" }));
      parts.push(GL.svg("circle", { cx: x, cy: y, r: 4.2, fill: point.hollow ? "var(--ground)" : "var(--dot)", stroke: "var(--dot)", "stroke-width": 1.5 }));
    });
  }
  const own = years.flatMap((_, k) => (GL.predict.values[k] === undefined ? [] : [at(k, GL.predict.values[k])]));
  parts.push(GL.svg("path", { d: GL.predict.path(own), fill: "none", stroke: "var(--own)", "stroke-width": 3, "stroke-dasharray": "2 4", "stroke-linecap": "round" }));
  for (const [x, y] of own) parts.push(GL.svg("path", { d: GL.marks.shape("^", 5), transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, fill: "var(--own)" }));
  GL.predict.box.replaceChildren(...parts);
  GL.predict.box.setAttribute("aria-label", GL.t("predict.alt", { title: GL.charts.title(chart) }));
};

GL.predict.put = (k, value) => {
  const chart = GL.predict.chart();
  GL.predict.values[k] = Number(Math.min(Math.max(value, 0), GL.predict.top(chart)).toPrecision(3));
  const input = GL.byId(`predict-${k}`);
  if (input && document.activeElement !== input) input.value = GL.predict.values[k];
  GL.predict.draw();
};

GL.predict.pointed = (event) => {
  const years = GL.predict.years(GL.predict.chart());
  const box = GL.predict.box.getBoundingClientRect();
  const x = ((event.clientX - box.left) * GL.predict.width) / box.width;
  const y = ((event.clientY - box.top) * GL.predict.height) / box.height;
  const { left, right, height, bottom, roof } = GL.predict;
  const k = Math.floor(((x - left) / (GL.predict.width - left - right)) * years.length);
  if (k < 0 || k >= years.length) return;
  GL.predict.put(k, ((height - bottom - y) / (height - bottom - roof)) * GL.predict.top(GL.predict.chart()));
};

GL.predict.fresh = () => {
  const chart = GL.predict.chart();
  GL.predict.values = [];
  GL.predict.revealed = false;
  GL.predict.words.replaceChildren();
  GL.byId("predict-chart").value = chart.id;
  GL.byId("predict-unit").textContent = GL.t("predict.unit", { unit: GL.charts.unit(chart), how: GL.t(`predict.how.${chart.lines[0].how}`) });
  GL.predict.inputs.replaceChildren(...GL.predict.years(chart).map((year, k) => {
    const input = GL.element("input", { id: `predict-${k}`, type: "number", min: 0, step: "any", oninput: () => {
      if (input.value === "") delete GL.predict.values[k];
      else if (Number.isFinite(Number(input.value))) return GL.predict.put(k, Number(input.value));
      GL.predict.draw();
    } });
    return GL.element("label", { for: `predict-${k}` }, String(year), input);
  }));
  GL.predict.draw();
};

GL.predict.open = (id) => {
  const known = GL.predict.charts().some((chart) => chart.id === id);
  GL.set({ predict: known ? id : GL.predict.charts()[0].id }).then(() => {
    GL.byId("predict").scrollIntoView();
    GL.byId("predict-chart").focus({ preventScroll: true });
  });
};

GL.part({
  name: "predict",
  start() {
    const select = GL.element("select", { id: "predict-chart", onchange: () => GL.set({ predict: select.value }) },
      ...GL.predict.charts().map((chart) => GL.element("option", { value: chart.id }, GL.charts.title(chart))));
    select.style.maxWidth = "26rem";
    GL.predict.box = GL.svg("svg", { id: "predict-drawing", viewBox: `0 0 ${GL.predict.width} ${GL.predict.height}`, role: "img" });
    GL.predict.inputs = GL.element("div", { class: "inputs" });
    GL.predict.words = GL.element("div", { class: "prose", role: "status", "aria-live": "polite" });
    const drag = (event) => { if (event.buttons & 1) GL.predict.pointed(event); };
    GL.predict.box.addEventListener("pointerdown", (event) => { GL.predict.box.setPointerCapture(event.pointerId); GL.predict.pointed(event); });
    GL.predict.box.addEventListener("pointermove", drag);
    const reveal = GL.element("button", { type: "button", id: "predict-reveal", onclick: () => { GL.predict.revealed = true; GL.predict.draw(); GL.predict.tell(); } }, GL.t("predict.reveal"));
    const again = GL.element("button", { type: "button", id: "predict-again", onclick: () => GL.predict.fresh() }, GL.t("predict.again"));
    const typed = GL.element("details", {}, GL.element("summary", {}, GL.t("predict.typed")), GL.predict.inputs);
    GL.byId("predict-body").append(GL.element("p", {}, GL.t("predict.about")), GL.element("label", { for: "predict-chart" }, GL.t("predict.choose")), select,
      GL.element("p", { id: "predict-unit", class: "small" }), GL.predict.box, GL.element("div", { class: "row" }, reveal, again), typed, GL.predict.words);
  },
  draw(changed) {
    if (!GL.frame || changed.has("part")) return;
    if (changed.has("predict") || !GL.predict.inputs.children.length) GL.predict.fresh();
    else if (changed.has("frame")) { GL.predict.draw(); if (GL.predict.revealed) GL.predict.tell(); }
  },
});
