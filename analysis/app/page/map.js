/* The map of tiles: one series, one month; a tile opens what happened there and why. */
GL.map = { tiles: {} };

GL.map.top = (frame, name) => {
  const regions = (frame.series[name] || {}).regions || {};
  const values = Object.values(regions).flat().filter((value) => value !== null);
  return values.length ? Math.max(...values) : 0;
};

GL.map.short = (name) => GL.word(`region.${name}.short`, name.slice(0, 3));
GL.map.name = (name) => GL.word(`region.${name}`, name);
GL.map.title = (name) => GL.t(`map.series.${name}`);

GL.map.draw = () => {
  const name = GL.state.series;
  const unit = GL.word(`unit.${GL.facts.map.series[name]}`, GL.facts.map.series[name]);
  const regions = (GL.frame.series[name] || {}).regions || {};
  const top = Math.max(GL.map.top(GL.frame, name), GL.baseline ? GL.map.top(GL.baseline, name) : 0);
  const month = GL.play.index();
  for (const [region, tile] of Object.entries(GL.map.tiles)) {
    const value = regions[region] ? regions[region][month] : null;
    const known = value !== null && value !== undefined;
    // A square root keeps small values apart: a few regions are far beyond the others.
    const colour = GL.marks.ramp(known && top ? Math.sqrt(Math.max(value, 0) / top) : 0);
    tile.style.backgroundColor = `rgb(${colour.join(",")})`;
    tile.style.color = GL.marks.inkOn(colour);
    tile.lastChild.textContent = known ? GL.number(value) : GL.t("number.none");
    const words = known ? `${GL.number(value)} ${unit}` : GL.t("number.unknown");
    tile.setAttribute("aria-label", `${GL.map.name(region)}: ${words}`);
    tile.title = `${GL.map.name(region)}: ${words}`;
    tile.setAttribute("aria-pressed", String(GL.state.place === `region:${region}`));
  }
  const stops = [0, 0.1, 0.25, 0.5, 0.75, 1].map((t) => `rgb(${GL.marks.ramp(Math.sqrt(t)).join(",")}) ${100 * t}%`);
  const ramp = GL.element("span", { class: "ramp", "aria-hidden": "true" });
  ramp.style.background = `linear-gradient(to right, ${stops.join(",")})`;
  const words = GL.t("map.key", { month: GL.monthName(GL.state.month), n: GL.frame.seeds.length, name: GL.frames.name(GL.frame) });
  GL.byId("map-key").replaceChildren("0 ", ramp, `${GL.number(top)} ${unit}. ${words}`);
};

GL.part({
  name: "map",
  start() {
    const select = GL.byId("map-series");
    select.append(...Object.keys(GL.facts.map.series).map((name) => GL.element("option", { value: name }, GL.map.title(name))));
    select.addEventListener("change", () => GL.set({ series: select.value }));
    for (const [region, [column, row]] of Object.entries(GL.facts.map.tiles)) {
      const tile = GL.element("button", { type: "button", class: "tile", onclick: () => GL.why.open(`region:${region}`) }, GL.map.short(region), GL.element("b", {}));
      tile.style.gridColumn = column + 1;
      tile.style.gridRow = row + 1;
      GL.map.tiles[region] = tile;
    }
    // Tab goes through the tiles as one reads: row by row.
    const order = Object.entries(GL.facts.map.tiles).sort((a, b) => a[1][1] - b[1][1] || a[1][0] - b[1][0]);
    GL.byId("tiles").append(...order.map(([region]) => GL.map.tiles[region]));
  },
  draw(changed) {
    if (!GL.frame || !["frame", "month", "series", "place", "colours"].some((one) => changed.has(one))) return;
    GL.byId("map-series").value = GL.state.series;
    GL.map.draw();
  },
});
