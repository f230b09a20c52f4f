"use strict";
/* The page's one object: its state, which lives in the address, and the parts that draw it. */
const GL = {
  settings: window.GENERAL_LINE,
  facts: window.GENERAL_LINE.facts,
  parts: [],
  frame: null,
  baseline: null,
  /* name: [key in the address, value at the start]; lists and maps are written as text */
  declared: {
    preset: ["p", "historical"],
    levers: ["s", {}],
    pin: ["b", ""],
    month: ["m", ""],
    charts: ["c", []],
    series: ["k", "hunger_rural"],
    place: ["w", ""],
    predict: ["x", ""],
    language: ["l", "en"],
  },
  state: {},
};

GL.part = (part) => GL.parts.push(part);

GL.copy = (value) => JSON.parse(JSON.stringify(value));

/* Levers as text and back: relief=30,exports=0. */
GL.leversText = (levers) => Object.entries(levers).map(([name, value]) => `${name}=${value}`).join(",");
GL.leversOf = (text) => {
  const found = {};
  for (const pair of text.split(",")) {
    const [name, value] = pair.split("=");
    const slider = GL.facts.sliders.find((one) => one.name === name);
    const number = Number(value);
    if (!slider || value === undefined || value === "" || !Number.isFinite(number)) continue;
    if (number < slider.low || number > slider.high || number === slider.documented) continue;
    found[name] = number;
  }
  return found;
};

GL.write = (name) => {
  const value = GL.state[name];
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "object" ? GL.leversText(value) : String(value);
};

GL.address = (state) => {
  const query = new URLSearchParams();
  for (const [name, [key, start]] of Object.entries(GL.declared)) {
    const kept = GL.state;
    if (state) GL.state = { ...kept, ...state };
    const text = GL.write(name);
    GL.state = kept;
    const first = Array.isArray(start) ? start.join(",") : typeof start === "object" ? "" : start;
    if (text !== first) query.set(key, text);
  }
  return `#${query.toString()}`;
};

GL.read = () => {
  const query = new URLSearchParams(location.hash.replace(/^#/, ""));
  const state = {};
  for (const [name, [key, start]] of Object.entries(GL.declared)) {
    const text = query.get(key);
    if (text === null) state[name] = GL.copy(start);
    else if (Array.isArray(start)) state[name] = text ? text.split(",") : [];
    else if (typeof start === "object") state[name] = GL.leversOf(text);
    else state[name] = text;
  }
  const known = GL.facts.presets.map((one) => one.id);
  if (!known.includes(state.preset)) state.preset = GL.facts.presets[0].id;
  const charts = GL.facts.charts.map((one) => one.id);
  state.charts = state.charts.filter((id) => charts.includes(id));
  if (!(state.series in GL.facts.map.series)) state.series = Object.keys(GL.facts.map.series)[0];
  return state;
};

/* Change some of the state: the address follows, then everything that depends on it. */
GL.set = async (changes, options = {}) => {
  Object.assign(GL.state, changes);
  GL.remember(options.quiet);
  await GL.draw(new Set(Object.keys(changes)));
};

/* Browsers refuse an address that changes too often, so a page that plays writes it now and then. */
GL.remember = (later) => {
  clearTimeout(GL.waiting);
  const write = () => history.replaceState(null, "", GL.address());
  if (later) GL.waiting = setTimeout(write, 400);
  else write();
};

GL.draw = async (changed) => {
  if (["preset", "levers", "pin"].some((name) => changed.has(name))) {
    const turn = (GL.turn = (GL.turn || 0) + 1);
    const ready = await GL.frames.load(changed);
    if (!ready || turn !== GL.turn) return;
    changed.add("frame");
  }
  for (const part of GL.parts) if (part.draw) part.draw(changed);
};

GL.element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

GL.svg = (name, attributes = {}, ...children) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

GL.byId = (id) => document.getElementById(id);

/* A table: heads and rows of texts; columns named in ``numbers`` stand to the right. */
GL.table = (caption, heads, rows, numbers = []) => {
  const cell = (kind, text, k) => {
    const right = numbers.includes(k) ? "number" : String(text).includes("\n") ? "stacked" : null;
    const head = kind === "th" ? "col" : null;
    return GL.element(kind, { class: right, scope: head }, text instanceof Node ? text : String(text ?? ""));
  };
  const body = rows.map((row) => GL.element("tr", {}, ...row.map((text, k) => cell("td", text, k))));
  return GL.element(
    "table", {},
    GL.element("caption", {}, caption),
    GL.element("thead", {}, GL.element("tr", {}, ...heads.map((text, k) => cell("th", text, k)))),
    GL.element("tbody", {}, ...body),
  );
};
