/* The leadership as a radial tree: places never change, colours and shapes do. */
GL.tree = { nodes: new Map(), frame: null };

/* The entry of a path that holds in a month, or null before the first and after the last. */
GL.tree.at = (person, month) => {
  let found = null;
  for (const entry of person.path) {
    if (entry[0] > month) break;
    found = entry;
  }
  return found && found[1] !== null ? found : null;
};

GL.tree.build = () => {
  const leaders = GL.frame.leaders;
  // Names of the outermost reach beyond the edge of the printed tree.
  const edge = GL.facts.edge * 1.08;
  const box = GL.svg("svg", { viewBox: `${-edge} ${-edge} ${2 * edge} ${2 * edge}`, role: "img" });
  const links = GL.svg("g", { stroke: GL.marks.css("grid"), "stroke-width": 0.008 });
  const marks = GL.svg("g");
  box.append(links, marks);
  GL.tree.nodes.clear();
  const places = new Map(leaders.people.map((one) => [one.key, GL.tree.point(one, one.radius)]));
  for (const person of leaders.people) {
    const [x, y] = places.get(person.key);
    const link = places.has(person.patron) ? GL.svg("line", { x1: x, y1: y, x2: places.get(person.patron)[0], y2: places.get(person.patron)[1] }) : null;
    if (link) links.append(link);
    const mark = GL.svg("path", {});
    const title = GL.svg("title");
    const node = GL.svg("g", { class: "node", transform: `translate(${x.toFixed(3)} ${y.toFixed(3)})`, "data-leader": person.key }, title, mark);
    node.addEventListener("click", () => GL.why.open(`leader:${person.key}`));
    marks.append(node);
    const text = person.short ? GL.tree.name(person) : null;
    if (text) marks.append(text);
    GL.tree.nodes.set(person.key, { person, link, mark, title, node, text });
  }
  GL.byId("tree-drawing").replaceChildren(box);
  GL.tree.box = box;
  GL.tree.frame = GL.frame;
  const named = leaders.people.filter((one) => one.short).sort((a, b) => a.short.localeCompare(b.short));
  GL.byId("leader").replaceChildren(GL.element("option", { value: "" }, GL.t("tree.choose")),
    ...named.map((one) => GL.element("option", { value: one.key }, one.name)));
};

GL.tree.point = (person, radius) => [radius * Math.sin(person.angle), -radius * Math.cos(person.angle)];

/* A name along the radius, outward from its mark, never upside down. */
GL.tree.name = (person) => {
  const left = Math.sin(person.angle) < 0;
  const [x, y] = GL.tree.point(person, person.radius + 0.075);
  const turn = (person.angle * 180) / Math.PI - 90 + (left ? 180 : 0);
  const text = GL.svg("text", { transform: `translate(${x.toFixed(3)} ${y.toFixed(3)}) rotate(${turn.toFixed(1)})`, "text-anchor": left ? "end" : "start", "dominant-baseline": "central" });
  text.textContent = person.short;
  return text;
};

GL.tree.draw = () => {
  const month = GL.play.index();
  const counts = {};
  for (const { person, link, mark, title, node, text } of GL.tree.nodes.values()) {
    const now = GL.tree.at(person, month);
    node.style.display = now ? "" : "none";
    if (text) text.style.display = now ? "" : "none";
    if (link) link.style.display = now ? "" : "none";
    if (!now) continue;
    const [, name, seat, offices, status, stance] = now;
    const [words, colour, letter, hollow] = GL.facts.marks[name];
    const size = [0.035, 0.055, 0.08][seat];
    const open = stance.startsWith("open") && !hollow;
    mark.setAttribute("d", GL.marks.shape(letter, size));
    mark.setAttribute("fill", letter === "x" ? "none" : hollow ? GL.marks.css("ground") : colour);
    mark.setAttribute("stroke", open ? GL.marks.css("dot") : letter === "h" ? "#7a6f00" : colour);
    mark.setAttribute("stroke-width", open ? 0.022 : 0.013);
    if (text) text.classList.toggle("gone", hollow);
    title.textContent = [person.name, offices, status, stance || GL.word(`mark.${name}`, words)].filter(Boolean).join("; ");
    counts[name] = (counts[name] || 0) + 1;
  }
  const shown = Object.keys(GL.facts.marks).filter((name) => counts[name]);
  GL.byId("tree-key").replaceChildren(...shown.map((name) => {
    const [words, colour, letter, hollow] = GL.facts.marks[name];
    const drawing = GL.svg("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" },
      GL.svg("path", { d: GL.marks.shape(letter, 5), fill: letter === "x" || hollow ? "none" : colour, stroke: letter === "h" ? "#7a6f00" : colour, "stroke-width": 1.4 }));
    return GL.element("li", {}, drawing, `${GL.word(`mark.${name}`, words)}: ${counts[name]}`);
  }), GL.element("li", {}, GL.t("tree.sizes")));
  const told = shown.map((name) => `${GL.word(`mark.${name}`, GL.facts.marks[name][0])} ${counts[name]}`).join(", ");
  GL.tree.box.setAttribute("aria-label", GL.t("tree.alt", { month: GL.monthName(GL.state.month), told, seed: GL.frame.leaders.seed }));
};

GL.part({
  name: "tree",
  start() {
    GL.byId("leader").addEventListener("change", (event) => {
      if (event.target.value) GL.why.open(`leader:${event.target.value}`);
    });
  },
  draw(changed) {
    if (!GL.frame || !["frame", "month", "colours"].some((one) => changed.has(one))) return;
    if (!GL.frame.leaders) {
      GL.byId("tree-drawing").replaceChildren(GL.element("p", { class: "small" }, GL.t(changed.has("part") ? "tree.later" : "tree.none")));
      GL.byId("tree-key").replaceChildren();
      GL.tree.frame = null;
      return;
    }
    if (GL.tree.frame !== GL.frame || changed.has("colours")) GL.tree.build();
    GL.tree.draw();
  },
});
