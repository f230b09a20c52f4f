/* The panel of reasons: a region, a month, a leader, an event; what each did, and following what. */
GL.why = { back: null };

GL.why.open = (place) => {
  GL.why.back = document.activeElement;
  return GL.set({ place }).then(() => GL.byId("why").focus());
};

GL.why.month = (month) => GL.why.open(`month:${month}`);

GL.why.close = () => {
  GL.set({ place: "" });
  if (GL.why.back && document.contains(GL.why.back)) GL.why.back.focus();
};

/* A click on a point of a chart: its month, or the documented event. */
GL.why.point = (chart, point) => {
  if (point.data.meta && point.data.meta.what === "event") GL.why.open(`event:${point.customdata}`);
  else {
    const month = String(point.x).slice(0, 7);
    const known = GL.frame.months.includes(month) ? month : GL.state.month;
    GL.set({ month: known }).then(() => GL.why.month(known));
  }
};

GL.why.eventItems = (events) => events.map(([month, kind, actors, region, text, grounds, followed]) => {
  const when = GL.monthName(GL.frame.months[month]);
  const parts = [GL.element("b", {}, `${when}: `), text];
  if (grounds) parts.push(GL.element("span", { class: "grounds" }, `${GL.t("why.grounds")} ${grounds}`));
  for (const one of followed || []) parts.push(GL.element("span", { class: "grounds" }, `${GL.t("why.followed")} ${one}`));
  return GL.element("li", {}, ...parts);
});

GL.why.list = (key, events, most = 40) => {
  if (!events.length) return [GL.element("p", { class: "small" }, GL.t(`${key}.none`))];
  const more = events.length > most ? [GL.element("p", { class: "small" }, GL.t("why.more", { n: events.length - most }))] : [];
  return [GL.element("h3", {}, GL.t(key)), GL.element("ol", {}, ...GL.why.eventItems(events.slice(0, most))), ...more];
};

/* What is measured, with its unit under it. */
GL.why.measured = (what, unit) => GL.element("span", {}, what, GL.element("span", { class: "unit" }, GL.word(`unit.${unit}`, unit)));

GL.why.states = (month) => {
  const k = GL.frame.months.indexOf(month);
  const rows = [];
  for (const [series, what, unit] of GL.facts.states) {
    const entry = GL.frame.series[series];
    if (!entry || entry.q50[k] === null || entry.q50[k] === undefined) continue;
    const before = k > 0 ? entry.q50[k - 1] : null;
    rows.push([GL.why.measured(GL.word(`state.${series}`, what), unit), GL.number(entry.q50[k]), GL.number(before)]);
  }
  const heads = ["what", "now", "before"].map((one) => GL.t(`why.${one}`));
  return rows.length ? GL.table(GL.t("why.states"), heads, rows, [1, 2]) : GL.element("p", {}, GL.t("why.states.none"));
};

GL.why.showMonth = (month) => {
  const k = GL.frame.months.indexOf(month);
  const documented = Object.values(GL.facts.documented).filter((one) => one.date.slice(0, 7) === month);
  const here = GL.frame.events.filter((event) => event[0] === k && event[1] !== "arrest");
  const known = GL.why.nearest(month);
  const country = known ? [GL.element("button", { type: "button", onclick: () => GL.why.open("region:USSR") }, GL.t("why.country", { month: GL.monthName(known) }))] : [];
  return [GL.t("why.month.head", { month: GL.monthName(month) }), [
    GL.element("p", { class: "small" }, GL.t("why.month.about", { seed: GL.frame.seeds[0] })),
    GL.why.states(month),
    ...documented.flatMap((one) => [GL.element("h3", {}, `${GL.t("why.documented")} ${one.title}`), GL.element("p", {}, one.summary), GL.element("p", { class: "small" }, one.source)]),
    ...GL.why.list("why.did", here),
    ...country,
  ]];
};

GL.why.showEvent = (id) => {
  const one = GL.facts.documented[id];
  if (!one) return null;
  const month = one.date.slice(0, 7);
  const near = GL.frame.chronicle.filter((row) => row.event === id && row.simulated);
  return [one.title, [
    GL.element("p", {}, GL.element("b", {}, `${one.date}. `), one.summary),
    GL.element("p", { class: "small" }, one.source),
    ...near.map((row) => GL.element("p", {}, `${GL.t("why.simulated")} ${row.simulated_date || row.date}: ${row.simulated} (${row.verdict})`)),
    GL.element("button", { type: "button", onclick: () => GL.set({ month }).then(() => GL.why.month(month)) }, GL.t("why.go", { month: GL.monthName(month) })),
  ]];
};

GL.why.showLeader = (key) => {
  const person = GL.frame.leaders && GL.frame.leaders.people.find((one) => one.key === key);
  if (!person) return null;
  const patron = GL.frame.leaders.people.find((one) => one.key === person.patron);
  const rows = person.path.map(([month, mark, , offices, status, stance]) => [
    GL.frame.months[month], mark === null ? GL.t("why.out_of_sight") : [offices, status, stance].filter(Boolean).join("; ")]);
  const names = [person.name, ...(person.short && person.short.length > 3 ? [person.short] : [])];
  const about = GL.frame.events.filter((event) => names.some((name) => event[2].includes(name) || event[4].includes(name)));
  return [person.name, [
    GL.element("p", { class: "small" }, GL.t("why.leader.about", { seed: GL.frame.leaders.seed })),
    patron ? GL.element("p", {}, GL.t("why.patron", { name: patron.name })) : null,
    GL.table(GL.t("why.path"), [GL.t("why.from"), GL.t("why.holds")], rows),
    ...GL.why.votes(person),
    ...GL.why.list("why.befell", about, 60),
  ]];
};

/* The votes in which a person did not go with the majority: his own record, as the body counted it. */
GL.why.votes = (person) => {
  if (!person.apart.length) return [GL.element("p", { class: "small" }, GL.t("why.votes.none"))];
  const rows = person.apart.map(([month, body, question, vote]) => [GL.frame.months[month].replace("-", "\u2011"), `${body}: ${question}`, GL.t(vote < 0 ? "why.votes.against" : "why.votes.abstained")]);
  return [GL.table(GL.t("why.votes"), ["from", "asked", "cast"].map((one) => GL.t(`why.votes.${one}`)), rows)];
};

GL.why.content = (place) => {
  const [kind, ...rest] = place.split(":");
  const name = rest.join(":");
  if (kind === "region" && (name in GL.facts.map.tiles || name === "USSR")) return GL.why.showRegion(name);
  if (kind === "month" && GL.frame.months.includes(name)) return GL.why.showMonth(name);
  if (kind === "leader") return GL.why.showLeader(name);
  if (kind === "event") return GL.why.showEvent(name);
  return null;
};

GL.part({
  name: "why",
  start() {
    GL.byId("why-close").addEventListener("click", GL.why.close);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !GL.byId("why").hidden) GL.why.close();
    });
  },
  draw(changed) {
    if (!GL.frame || !["frame", "place", "pin", "why"].some((one) => changed.has(one)) || changed.has("part")) return;
    const panel = GL.byId("why");
    const found = GL.state.place ? GL.why.content(GL.state.place) : null;
    panel.hidden = !GL.state.place;
    const leader = GL.state.place.replace(/^leader:/, "");
    GL.byId("leader").value = leader !== GL.state.place ? leader : "";
    if (panel.hidden) return;
    const [head, parts] = found || [GL.t("why.nothing.head"), [GL.element("p", {}, GL.t("why.nothing"))]];
    GL.byId("why-head").textContent = head;
    GL.byId("why-body").replaceChildren(GL.element("p", { class: "small" }, GL.frames.name(GL.frame)), ...parts.filter(Boolean));
    panel.scrollTop = 0;
  },
});
