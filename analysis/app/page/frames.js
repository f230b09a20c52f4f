/* Where frames come from: compressed texts in the file, or the server beside it. */
GL.frames = { cache: new Map(), flight: null };

GL.frames.id = (preset, levers) => {
  const names = GL.facts.sliders.map((one) => one.name).filter((name) => name in levers);
  return [preset, ...names.map((name) => `${name}=${levers[name]}`)].join("~");
};

GL.frames.parse = (id) => {
  const [preset, ...moved] = id.split("~");
  return { preset, levers: GL.leversOf(moved.join(",")) };
};

GL.frames.name = (frame) => {
  const preset = GL.facts.presets.find((one) => one.id === frame.preset);
  const title = preset ? GL.word(`preset.${preset.id}.title`, preset.title) : frame.title;
  const moved = Object.entries(frame.levers).map(([name, value]) =>
    GL.t("frame.moved", { slider: GL.t(`slider.${name}.label`), value: GL.sliders.shown(name, value) }));
  return [title, ...moved].join("; ");
};

GL.frames.opened = async (id) => {
  if (GL.frames.cache.has(id)) return GL.frames.cache.get(id);
  const held = GL.byId(`frame-${id}`);
  return held ? GL.frames.keep(id, await GL.frames.unpacked(held)) : null;
};

/* What an element of the file holds as base64 of gzip of JSON. */
GL.frames.unpacked = async (held) => {
  if (!("DecompressionStream" in window)) throw new Error(GL.t("frame.old"));
  const bytes = Uint8Array.from(atob(held.textContent.trim()), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};

GL.frames.keep = (id, frame) => {
  frame.preset = GL.frames.parse(id).preset;
  frame.id = id;
  GL.frames.cache.set(id, frame);
  return frame;
};

/* The frame of a preset with sliders moved, or null where this back end cannot give it. A run that
   is to stand beside another is not drawn before it ends. */
GL.frames.get = async (id, beside = false) => {
  const held = await GL.frames.opened(id);
  if (held || !GL.settings.live) return held;
  const { preset, levers } = GL.frames.parse(id);
  if (Object.keys(levers).length) return GL.frames.run(id, preset, levers, beside);
  for (let tries = 1; ; tries += 1) {
    const answer = await GL.frames.heard(fetch(`/api/frame/${encodeURIComponent(preset)}`));
    if (answer.ok) return GL.frames.keep(id, await answer.json());
    const message = await answer.text();
    // The server is still busy, with its rules to compile or with others' runs: ask again.
    if (answer.status !== GL.frames.BUSY || tries === 4) throw new Error(GL.t("frame.refused", { message }));
    await new Promise((next) => setTimeout(next, 5000));
  }
};

GL.frames.BUSY = 503;

/* What the server sends, or in words that it sends nothing; a request that was dropped stays one. */
GL.frames.heard = (answer) => answer.catch((error) => {
  throw error.name === "AbortError" ? error : new Error(GL.t("frame.lost"));
});

/* A live run, drawn as its months arrive; one that is under way already is not asked for again. */
GL.frames.run = (id, preset, levers, beside) => {
  if (GL.frames.flight?.id === id) return GL.frames.flight.frame;
  GL.frames.drop();
  const controller = new AbortController();
  const flight = (GL.frames.flight = { id, controller, frame: GL.frames.streamed(id, preset, levers, beside, controller) });
  const landed = () => (GL.frames.flight = GL.frames.flight === flight ? null : GL.frames.flight);
  flight.frame.then(landed, landed);
  return flight.frame;
};

/* Call off the run under way, unless it is the one that is wanted. */
GL.frames.drop = (wanted) => {
  if (!GL.frames.flight || GL.frames.flight.id === wanted) return;
  GL.frames.flight.controller.abort();
  GL.frames.flight = null;
};

GL.frames.streamed = async (id, preset, levers, beside, controller) => {
  const answer = await GL.frames.heard(fetch("/api/run", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ scenario: preset, levers }),
    signal: controller.signal,
  }));
  if (!answer.ok) throw new Error(GL.t("frame.refused", { message: await answer.text() }));
  let frame = null;
  let rest = "";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await GL.frames.heard(reader.read());
    const texts = (rest + (value || "")).split("\n");
    rest = done ? "" : texts.pop();
    for (const text of texts.filter((one) => one.trim())) {
      frame = GL.frames.taken(frame, JSON.parse(text), id);
      if (frame.reached && !frame.whole && !beside) GL.frames.show(frame, false);
    }
    if (done) return frame ? GL.frames.keep(id, frame) : null;
  }
};

GL.frames.taken = (frame, part, id) => {
  if (part.part === "refused") throw new Error(GL.t("frame.refused", { message: part.message }));
  if (part.part === "head") {
    return { series: {}, lines: {}, events: [], chronicle: [], leaders: null, why: {}, ...part, ...GL.frames.parse(id) };
  }
  if (part.part === "end") return Object.assign(frame, part, { whole: true });
  for (const [name, entry] of Object.entries(part.series || {})) {
    const held = (frame.series[name] ||= { q50: [] });
    GL.frames.put(held.q50, part.from, entry.q50);
    for (const [region, values] of Object.entries(entry.regions || {})) {
      held.regions ||= {};
      GL.frames.put((held.regions[region] ||= []), part.from, values);
    }
  }
  frame.events.push(...(part.events || []));
  frame.reached = part.from + Math.max(0, ...Object.values(part.series || {}).map((one) => one.q50.length));
  return frame;
};

GL.frames.put = (held, from, values) => values.forEach((value, k) => (held[from + k] = value));

GL.frames.show = (frame, whole) => {
  GL.frame = frame;
  const share = frame.months.length ? Math.round((100 * (frame.reached || 0)) / frame.months.length) : 0;
  GL.status(whole ? "" : GL.t("frame.under_way", { share }));
  if (!whole) for (const part of GL.parts) if (part.draw) part.draw(new Set(["frame", "part"]));
};

GL.status = (text) => (GL.byId("status").textContent = text);

/* Fetch what the state asks for; false where it stays as it was, with the reason in words. */
GL.frames.load = async () => {
  const { preset, levers, pin } = GL.state;
  const id = GL.frames.id(preset, levers);
  GL.frames.drop(id);
  try {
    if (GL.settings.live && !GL.frames.cache.has(id)) {
      const moved = Object.keys(levers).length > 0;
      GL.status(GL.t(moved ? "frame.asked" : "frame.preset_asked"));
      if (moved && !(await GL.frames.settled())) return false;
    }
    const frame = await GL.frames.get(id);
    if (GL.frames.id(GL.state.preset, GL.state.levers) !== id) return false;
    if (!frame) {
      GL.status(GL.t("frame.missing"));
      return false;
    }
    GL.baseline = pin ? await GL.frames.get(pin, true) : null;
    if (pin && !GL.baseline) GL.state.pin = "";
    GL.frames.show(frame, true);
    return true;
  } catch (error) {
    if (error.name !== "AbortError") GL.status(error.message);
    return false;
  }
};

/* Whether the slider rests where it is: a first move is answered at once, a drag asks for one more run
   when it ends, not for twenty. */
GL.frames.settled = () => {
  const asked = (GL.frames.asked = (GL.frames.asked || 0) + 1);
  const before = GL.frames.moved ?? -Infinity;
  GL.frames.moved = performance.now();
  if (GL.frames.moved - before > 250) return Promise.resolve(true);
  return new Promise((answer) => setTimeout(() => answer(asked === GL.frames.asked), 60));
};
