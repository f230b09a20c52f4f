/* The chronicle: what the record has beside what the first run did. */
GL.chronicle = { only: "near" };

GL.chronicle.wanted = (row) => {
  if (GL.chronicle.only === "turns") return ["occurred", "did not occur", "given", "unasked", "not decided"].includes(row.status);
  if (GL.chronicle.only === "near") return row.date.slice(0, 4) === GL.state.month.slice(0, 4);
  return true;
};

GL.chronicle.signs = { occurred: "●", "did not occur": "○", unasked: "+", given: "=", "not decided": "–", "not simulated": "–", "not compared": "" };

GL.chronicle.rows = () => GL.frame.chronicle.filter(GL.chronicle.wanted).map((row) => {
  const known = GL.facts.documented[row.event];
  const documented = row.documented ? GL.element("span", { title: known ? `${known.summary} ${known.source}` : "" }, row.documented) : "";
  const later = row.simulated_date && row.simulated_date !== row.date ? `${row.simulated_date}: ` : "";
  const verdict = `${GL.chronicle.signs[row.status] || ""} ${row.verdict}`.trim();
  return [row.date, documented, row.simulated ? later + row.simulated : "", verdict];
});

GL.part({
  name: "chronicle",
  start() {
    const choice = GL.element("select", { id: "chronicle-only", onchange: () => { GL.chronicle.only = choice.value; GL.draw(new Set(["chronicle"])); } },
      ...["near", "turns", "all"].map((one) => GL.element("option", { value: one }, GL.t(`chronicle.${one}`))));
    const label = GL.element("label", { for: "chronicle-only" }, GL.t("chronicle.only"));
    GL.chronicle.box = GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "chronicle-head" });
    GL.byId("chronicle-body").append(GL.element("p", { class: "small" }, GL.t("chronicle.about")), label, choice, GL.chronicle.box);
    choice.style.maxWidth = "24rem";
  },
  draw(changed) {
    if (!GL.frame) return;
    const follows = changed.has("month") && GL.chronicle.only === "near" && GL.state.month.slice(0, 4) !== GL.chronicle.year;
    if (!(changed.has("frame") || changed.has("chronicle") || follows) || changed.has("part")) return;
    GL.chronicle.year = GL.state.month.slice(0, 4);
    const rows = GL.chronicle.rows();
    const heads = ["date", "documented", "simulated", "verdict"].map((one) => GL.t(`chronicle.${one}`));
    const caption = GL.t("chronicle.caption", { name: GL.frames.name(GL.frame), seed: GL.frame.seeds[0], n: rows.length });
    GL.chronicle.box.replaceChildren(GL.table(caption, heads, rows));
  },
});
