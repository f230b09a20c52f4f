/* A lesson of 45 minutes: two courses that differ in one lever. Each step sets the page up. */
GL.lesson = {};

/* The steps: words and, where there is one, the state that a step sets. */
GL.lesson.steps = () => {
  const held = new Set(GL.facts.presets.map((one) => one.id));
  const relief = GL.settings.live || GL.settings.index.some((one) => one.id === "historical~relief=30");
  const other = relief ? { preset: "historical", levers: { relief: 30 } } : { preset: held.has("early_relief") ? "early_relief" : GL.sliders.base(), levers: {} };
  return [
    ["lesson.1", { predict: "collectivisation" }, "predict"],
    ["lesson.2", { preset: GL.sliders.base(), levers: {}, pin: "", month: "1930-03" }, "charts"],
    ["lesson.3", { month: "1930-03", place: "month:1930-03" }, null],
    ["lesson.4", { predict: "deaths" }, "predict"],
    ["lesson.5", { pin: GL.sliders.base(), ...other }, "charts"],
    ["lesson.6", { place: "region:Ukraine", month: "1933-05" }, null],
    ["lesson.7", null, null],
  ];
};

GL.lesson.go = (state, section) => GL.set(GL.copy(state)).then(() => {
  if (section) GL.byId(section).scrollIntoView();
  if (section) GL.byId(section).focus({ preventScroll: true });
  else GL.byId("why").focus();
});

GL.part({
  name: "lesson",
  start() {
    const items = GL.lesson.steps().map(([key, state, section]) => GL.element("li", {},
      GL.element("p", {}, GL.t(key)),
      state ? GL.element("button", { type: "button", "data-step": key, "aria-label": `${GL.t("lesson.set")}: ${GL.t(`${key}.short`)}`, onclick: () => GL.lesson.go(state, section) }, GL.t("lesson.set")) : null));
    const notes = ["lesson.note.cannot", "lesson.note.cost", "lesson.note.dispute", "lesson.note.choice"].map((key) => GL.element("p", {}, GL.t(key, { famine: GL.facts.famine })));
    GL.byId("lesson-body").append(GL.element("div", { class: "prose" }, GL.element("p", {}, GL.t("lesson.about")), GL.element("ol", {}, ...items),
      GL.element("h3", {}, GL.t("lesson.notes")), ...notes));
  },
});
