/* Presets, sliders, the pinned baseline, and which charts are shown. */
GL.sliders = {};

GL.sliders.of = (name) => GL.facts.sliders.find((one) => one.name === name);

GL.sliders.shown = (name, value) => `${GL.number(value)} ${GL.t(`unit.slider.${GL.sliders.of(name).unit}`)}`;

/* The values that a slider can take: offline, those that were run in advance. */
GL.sliders.levels = (slider) => {
  if (GL.settings.live) return null;
  const made = GL.settings.index
    .filter((one) => GL.frames.parse(one.id).preset === GL.sliders.base() && Object.keys(one.levers).join() === slider.name)
    .map((one) => one.levers[slider.name]);
  return made.length ? [...made, slider.documented].sort((a, b) => a - b) : [];
};

GL.sliders.base = () => GL.facts.presets[0].id;

GL.sliders.build = (slider) => {
  const levels = GL.sliders.levels(slider);
  if (levels && !levels.length) return null;
  const id = `slider-${slider.name}`;
  const scale = levels ? { min: 0, max: levels.length - 1, step: 1 } : { min: slider.low, max: slider.high, step: slider.step };
  const at = (value) => (levels ? levels.indexOf(value) : value);
  const valueOf = (position) => (levels ? levels[Number(position)] : Number(position));
  const output = GL.element("output", { for: id });
  const input = GL.element("input", { type: "range", id, ...scale, "aria-describedby": `${id}-note`, oninput: () => GL.sliders.moved(slider, valueOf(input.value)) });
  const share = (at(slider.documented) - scale.min) / (scale.max - scale.min);
  const mark = GL.element("span", { class: "mark", "aria-hidden": "true" }, GL.t("slider.record_mark"));
  // The thumb is about a rem wide, so the ends of the scale lie inside the track.
  mark.style.left = `calc(${share} * (100% - 1rem) + .5rem)`;
  if (share < 0.2) mark.style.transform = "translateX(-.4rem)";
  if (share > 0.8) mark.style.transform = "translateX(calc(-100% + .5rem))";
  const note = GL.element("p", { class: "note", id: `${id}-note` }, GL.t(`slider.${slider.name}.note`));
  const box = GL.element("div", { class: "slider", "data-slider": slider.name },
    GL.element("label", { for: id }, `${GL.t(`slider.${slider.name}.label`)}: `, output),
    GL.element("div", { class: "track" }, input, mark), note);
  box.show = () => {
    const value = GL.state.levers[slider.name] ?? slider.documented;
    const near = levels ? levels.reduce((a, b) => (Math.abs(b - value) < Math.abs(a - value) ? b : a)) : value;
    input.value = at(near);
    const words = GL.sliders.shown(slider.name, value);
    output.textContent = words;
    const record = value === slider.documented ? GL.t("slider.is_record") : GL.t("slider.record_is", { value: GL.sliders.shown(slider.name, slider.documented) });
    input.setAttribute("aria-valuetext", `${words}; ${record}`);
    box.classList.toggle("moved", value !== slider.documented);
  };
  return box;
};

/* A slider moved: offline one at a time, on the historical course, and this is said. */
GL.sliders.moved = (slider, value) => {
  const own = value === slider.documented ? {} : { [slider.name]: value };
  if (GL.settings.live) {
    const levers = { ...GL.state.levers, ...own };
    if (value === slider.documented) delete levers[slider.name];
    GL.set({ levers }, { quiet: true });
    return;
  }
  const others = Object.keys(GL.state.levers).some((name) => name !== slider.name);
  const elsewhere = GL.state.preset !== GL.sliders.base();
  GL.set({ levers: own, preset: GL.sliders.base() }, { quiet: true }).then(() => {
    if (others || elsewhere) GL.status(GL.t(others ? "slider.one_at_a_time" : "slider.on_record"));
  });
};

GL.sliders.presets = () => {
  const select = GL.byId("preset");
  const groups = ["record", "countryside", "politics", "circumstances"];
  select.replaceChildren(...groups.flatMap((group) => {
    const own = GL.facts.presets.filter((one) => one.group === group);
    const options = own.map((one) => GL.element("option", { value: one.id }, GL.word(`preset.${one.id}.title`, one.title)));
    if (!options.length) return [];
    return group === "record" ? options : [GL.element("optgroup", { label: GL.t(`group.${group}`) }, ...options)];
  }));
  select.addEventListener("change", () => GL.set({ preset: select.value, levers: {} }));
};

GL.sliders.charts = () => {
  const chosen = GL.charts.chosen().map((chart) => chart.id);
  GL.byId("chart-list").replaceChildren(...GL.facts.charts.map((chart) => {
    const box = GL.element("input", { type: "checkbox", value: chart.id, onchange: () => {
      const now = [...GL.byId("chart-list").querySelectorAll("input:checked")].map((one) => one.value);
      if (now.length) GL.set({ charts: now });
      else box.checked = true;
    } });
    box.checked = chosen.includes(chart.id);
    return GL.element("label", {}, box, GL.charts.title(chart));
  }));
};

GL.part({
  name: "sliders",
  start() {
    GL.sliders.presets();
    const boxes = [];
    for (const group of ["countryside", "politics"]) {
      const own = GL.facts.sliders.filter((one) => one.group === group).map(GL.sliders.build).filter(Boolean);
      if (own.length) GL.byId("sliders").append(GL.element("fieldset", { class: "group" }, GL.element("legend", {}, GL.t(`sliders.${group}`)), ...own));
      boxes.push(...own);
    }
    GL.sliders.boxes = boxes;
    GL.byId("pin").addEventListener("click", () => GL.set({ pin: GL.frames.id(GL.state.preset, GL.state.levers) }));
    GL.byId("unpin").addEventListener("click", () => GL.set({ pin: "" }));
    GL.byId("reset").addEventListener("click", () => GL.set({ levers: {} }));
    GL.sliders.charts();
  },
  draw(changed) {
    if (changed.has("preset") || changed.has("levers") || changed.has("frame")) {
      GL.byId("preset").value = GL.state.preset;
      const preset = GL.facts.presets.find((one) => one.id === GL.state.preset);
      const first = preset.first_change ? GL.t("controls.first_change", { month: GL.monthName(preset.first_change) }) : "";
      GL.byId("question").textContent = `${GL.word(`preset.${preset.id}.question`, preset.question)} ${first}`;
      GL.sliders.boxes.forEach((box) => box.show());
      GL.byId("reset").hidden = !Object.keys(GL.state.levers).length;
    }
    const pin = GL.baseline;
    GL.byId("unpin").hidden = !GL.state.pin;
    GL.byId("pinned").textContent = GL.state.pin && pin ? GL.t("controls.pinned", { name: GL.frames.name(pin) }) : "";
    if (changed.has("charts")) GL.sliders.charts();
  },
});
