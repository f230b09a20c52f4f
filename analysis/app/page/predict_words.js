/* Where a drawn line, the record and the runs part, in plain words; nothing is counted or rated. */
GL.predict.pairs = (own, other) => [...own.keys()].filter((year) => other.has(year)).map((year) => [year, own.get(year), other.get(year)]);

/* The year in which two lines are furthest apart, or null where they share none. */
GL.predict.widest = (pairs) => pairs.reduce((a, b) => (a && Math.abs(a[1] - a[2]) >= Math.abs(b[1] - b[2]) ? a : b), null);

GL.predict.peak = (line) => [...line.entries()].reduce((a, b) => (a && a[1] >= b[1] ? a : b), null);

GL.predict.against = (key, own, other, chart) => {
  const pairs = GL.predict.pairs(own, other);
  if (!pairs.length) return [GL.t(`predict.${key}.none`)];
  const unit = GL.charts.unit(chart);
  const scale = Math.max(...[...other.values()].map(Math.abs), 1e-9);
  const close = pairs.filter((one) => Math.abs(one[1] - one[2]) <= 0.1 * scale).map((one) => one[0]);
  const [year, mine, theirs] = GL.predict.widest(pairs);
  const said = [];
  if (Math.abs(mine - theirs) <= 0.1 * scale) said.push(GL.t(`predict.${key}.together`));
  else {
    const side = mine > theirs ? "above" : "below";
    said.push(GL.t(`predict.${key}.${side}`, { year, mine: GL.number(mine), theirs: GL.number(theirs), unit }));
    if (close.length) said.push(GL.t("predict.close", { years: close.join(", ") }));
  }
  return said;
};

GL.predict.tell = () => {
  const chart = GL.predict.chart();
  const years = GL.predict.years(chart);
  const own = new Map(years.flatMap((year, k) => (GL.predict.values[k] === undefined ? [] : [[year, GL.predict.values[k]]])));
  const record = new Map([...GL.predict.record(chart)].map(([year, point]) => [year, point.value]));
  const simulated = new Map([...GL.predict.simulated(chart)].filter(([year]) => years.includes(year)));
  const lines = [];
  if (!own.size) lines.push(GL.t("predict.empty"));
  else {
    lines.push(...GL.predict.against("record", own, record, chart));
    const [mine, theirs] = [GL.predict.peak(own), GL.predict.peak(record)];
    if (mine && theirs && own.size > 3) lines.push(GL.t(mine[0] === theirs[0] ? "predict.peak.same" : "predict.peak", { mine: mine[0], theirs: theirs[0] }));
  }
  lines.push(...GL.predict.against("runs", simulated, record, chart));
  lines.push(GL.t("predict.ask"));
  const facts = years.flatMap((year) => (record.has(year) || own.has(year) ? [[year, own.has(year) ? GL.number(own.get(year)) : "", record.has(year) ? GL.number(record.get(year)) : "", simulated.has(year) ? GL.number(simulated.get(year)) : ""]] : []));
  const heads = ["year", "own", "record", "runs"].map((one) => GL.t(`predict.head.${one}`));
  GL.predict.words.replaceChildren(...lines.map((line) => GL.element("p", {}, line)), GL.table(GL.t("predict.table", { unit: GL.charts.unit(chart) }), heads, facts, [1, 2, 3]));
};
