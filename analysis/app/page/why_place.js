/* Why a place fared as it did: the chain from crop to hunger, and two of its districts. */

/* The month told that lies nearest to one; null where nothing is told. */
GL.why.nearest = (month, frame = GL.frame) => {
  const number = (label) => Number(label.slice(0, 4)) * 12 + Number(label.slice(5));
  const told = Object.keys(frame.why || {});
  if (!told.length) return null;
  return told.reduce((a, b) => (Math.abs(number(b) - number(month)) < Math.abs(number(a) - number(month)) ? b : a));
};

GL.why.stage = (stage) => GL.word(`stage.${stage}`, stage);

GL.why.chain = (region, month) => {
  const links = GL.frame.why[month][region].links;
  const other = GL.baseline && GL.baseline.why[month] && GL.baseline.why[month][region];
  const pinned = new Map(other ? other.links.map((link) => [link[0], link[1]]) : []);
  let before = "";
  const rows = links.map(([number, median, band, past]) => {
    const [stage, what, unit] = GL.facts.chain.place[number];
    const words = stage === before ? "" : GL.why.stage(stage);
    before = stage;
    const cells = [words, GL.why.measured(GL.word(`link.${stage}.${what}`, what), unit), band ? `${median}\n(${band})` : median, past];
    if (other) cells.push(pinned.get(number) ?? "");
    return cells;
  });
  const heads = ["stage", "what", "median", "year_before", ...(other ? ["pinned"] : [])];
  return GL.table(GL.t("why.chain", { month: GL.monthName(month) }), heads.map((one) => GL.t(`why.${one}`)), rows);
};

GL.why.districts = (region, month) => {
  const told = GL.frame.why[month][region].districts;
  if (!told || !told.length) return [];
  const part = (one) => GL.word(`part.${one.part}`, one.part);
  const heads = [GL.t("why.stage"), GL.t("why.what"), ...told.map((one) => `${GL.t("why.district", { n: one.district })}, ${part(one)}`)];
  const rows = GL.facts.chain.district.map(([stage, what, unit], k) => [GL.why.stage(stage), GL.why.measured(what, unit), ...told.map((one) => one.values[k])]);
  const histories = told.flatMap((one) => [
    GL.element("h3", {}, `${GL.t("why.secretaries", { n: one.district })}, ${part(one)}`),
    one.history.length ? GL.element("ol", {}, ...one.history.map((line) => GL.element("li", {}, line))) : GL.element("p", { class: "small" }, GL.t("why.no_entry")),
  ]);
  return [GL.element("h3", {}, GL.t("why.two_districts")), GL.element("p", { class: "small" }, GL.t("why.two_districts.about", { seed: GL.frame.seeds[0] })),
    GL.table(GL.t("why.two_districts"), heads, rows), ...histories];
};

GL.why.showRegion = (region) => {
  const name = region === "USSR" ? GL.t("why.whole_country") : GL.map.name(region);
  const months = Object.keys(GL.frame.why).filter((month) => region in GL.frame.why[month]);
  if (!months.length) return [name, [GL.element("p", {}, GL.t("why.region.none"))]];
  const chosen = GL.why.chosen && months.includes(GL.why.chosen) ? GL.why.chosen : GL.why.nearest(GL.state.month);
  const select = GL.element("select", { id: "why-month-choice", onchange: () => { GL.why.chosen = select.value; GL.draw(new Set(["why"])); GL.byId("why-month-choice").focus(); } },
    ...months.map((month) => GL.element("option", { value: month }, GL.monthName(month))));
  select.value = chosen;
  const near = GL.frame.events.filter((event) => event[3] === region);
  return [name, [
    GL.element("label", { for: "why-month-choice" }, GL.t("why.month.choice")), select,
    GL.element("p", { class: "small" }, GL.t("why.region.about", { n: GL.frame.seeds.length })),
    GL.why.chain(region, chosen),
    ...GL.why.districts(region, chosen),
    ...(region === "USSR" ? [] : GL.why.list("why.events_here", near, 30)),
  ]];
};
