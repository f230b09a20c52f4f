/* The ten lessons: a list, one open beside the charts, its steps set the page up, its sheet prints. */
GL.lessons = { shown: null };
GL.declared.lesson = ["n", ""];

GL.lessons.all = () => GL.settings.lessons[GL.state.language] || GL.settings.lessons.en || [];

GL.lessons.of = (number) => GL.lessons.all().find((one) => String(one.number) === String(number)) || null;

/* Whether this page holds the runs of a step; a file may have been written with fewer. */
GL.lessons.held = (state) => {
  const ids = [GL.frames.id(state.preset, state.levers), ...(state.pin ? [state.pin] : [])];
  const presets = GL.facts.presets.map((one) => one.id);
  return ids.every((id) => (GL.settings.live ? presets.includes(GL.frames.parse(id).preset) : GL.settings.index.some((one) => one.id === id)));
};

/* Each step: the words of its button, and the section in which it ends. */
GL.lessons.steps = [["predict", "predict"], ["compare", "charts"], ["reasons", "why"]];

GL.lessons.go = async (lesson, step, section) => {
  await GL.set(GL.copy(lesson.steps[step]));
  const end = GL.byId(section);
  if (section !== "why") end.scrollIntoView();
  end.focus({ preventScroll: true });
};

GL.lessons.open = async (number) => {
  await GL.set({ lesson: String(number) });
  const box = GL.byId("lesson-open");
  // Beside the charts it is in sight already; on a narrow screen it stands under them.
  if (getComputedStyle(box).position !== "sticky") box.scrollIntoView();
  box.focus({ preventScroll: true });
};

GL.lessons.close = async () => {
  const number = GL.state.lesson;
  await GL.set({ lesson: "" });
  const button = document.querySelector(`[data-lesson="${number}"]`);
  if (button) button.focus();
};

/* Print the open lesson, or its questions alone. */
GL.lessons.print = (sheetOnly) => {
  document.body.classList.toggle("sheet-only", sheetOnly);
  addEventListener("afterprint", () => document.body.classList.remove("sheet-only"), { once: true });
  print();
};

GL.lessons.tools = (lesson) => {
  const button = (key, press, off) => GL.element("button", { type: "button", "data-lesson-step": key, disabled: off, onclick: press }, GL.t(`lessons.${key}`));
  const steps = GL.lessons.steps.map(([step, section]) => button(step, () => GL.lessons.go(lesson, step, section), !GL.lessons.held(lesson.steps[step])));
  const missing = GL.lessons.steps.some(([step]) => !GL.lessons.held(lesson.steps[step]));
  return [
    GL.element("div", { class: "row" }, ...steps),
    missing ? GL.element("p", { class: "small" }, GL.t("lessons.missing")) : null,
    GL.element("div", { class: "row" }, button("print", () => GL.lessons.print(false)), button("print_sheet", () => GL.lessons.print(true)),
      GL.element("a", { href: lesson.addresses.predict, class: "small" }, GL.t("lessons.link"))),
    GL.element("p", { class: "small" }, GL.element("b", {}, GL.t("lessons.goal")), " ", lesson.goal),
  ].filter(Boolean);
};

/* The text comes from the project's own files, in which nothing raw passes (analysis/app/lessons.py). */
GL.lessons.fill = (lesson) => {
  GL.byId("lesson-title").textContent = GL.t("lessons.title", { number: lesson.number, title: lesson.title });
  GL.byId("lesson-tools").replaceChildren(...GL.lessons.tools(lesson));
  GL.byId("lesson-text").innerHTML = lesson.html;
  const head = GL.element("h2", {}, GL.t("lessons.sheet", { number: lesson.number, title: lesson.title }));
  GL.byId("lesson-sheet").innerHTML = lesson.worksheet_html;
  GL.byId("lesson-sheet").prepend(head, GL.element("p", {}, GL.t("lessons.name_date")));
  GL.byId("lesson-open").scrollTop = 0;
};

GL.part({
  name: "lessons",
  start() {
    const items = GL.lessons.all().map((lesson) => GL.element("li", {},
      GL.element("button", { type: "button", "data-lesson": lesson.number, "aria-controls": "lesson-open", onclick: () => GL.lessons.open(lesson.number) }, GL.t("lessons.title", { number: lesson.number, title: lesson.title })),
      GL.element("p", { class: "small" }, lesson.goal)));
    GL.byId("lessons-body").append(GL.element("div", { class: "prose" }, GL.element("p", {}, GL.t("lessons.about"))), GL.element("ul", { class: "lesson-list" }, ...items));
    GL.byId("lesson-close").addEventListener("click", GL.lessons.close);
  },
  draw() {
    const lesson = GL.lessons.of(GL.state.lesson);
    const key = lesson ? `${GL.state.language}${lesson.number}` : null;
    if (key === GL.lessons.shown) return;
    GL.lessons.shown = key;
    GL.byId("lesson-open").hidden = !lesson;
    document.body.classList.toggle("with-lesson", Boolean(lesson));
    if (lesson) GL.lessons.fill(lesson);
    // The charts have another width now, and Plotly learns of it from the window alone.
    dispatchEvent(new Event("resize"));
  },
});
