/* The chair of a district secretary: month by month, or offline year by year. */
Chair.secretary = (body, api, [place, taken = ""] = []) => {
  const status = GL.element("p", { role: "status", "aria-live": "polite", class: "status" });
  const region = GL.element("select", { id: "chair-region" },
    ...api.regions.map((seat, k) => GL.element("option", { value: k }, seat.region)));
  const stage = GL.element("div", {});
  const guarded = async (work) => {
    status.textContent = Chair.words("working");
    try {
      await work();
      status.textContent = "";
    } catch (error) {
      status.textContent = error.message || Chair.words("lost");
    }
  };
  const begin = (choices = []) => guarded(async () => {
    const chosen = api.regions[Number(region.value)];
    const seat = await api.start(chosen);
    const game = { seat, choices: [], months: [], summary: null, course: "comply", plea: false, turn: 0 };
    if (choices.length) {
      await Chair.liveThrough(api, game, choices);
      game.turn = game.months.length - 1;
    }
    game.told = !choices.length;
    game.address = (made) => `secretary.${chosen.region}.${Chair.choicesText(made)}`;
    Chair.scene(stage, api, game, guarded);
    if (!choices.length) await Chair.remember(game.address([]));
  });
  body.append(
    GL.element("p", {}, Chair.words("secretary.about")),
    GL.element("label", { for: "chair-region" }, Chair.words("secretary.region")), region,
    GL.element("div", { class: "row" }, Chair.button(Chair.words("secretary.start"), () => begin())), status, stage);
  const known = api.regions.findIndex((seat) => seat.region === place);
  const choices = Chair.choicesOf(taken);
  if (known < 0 || !choices) return;
  region.value = known;
  begin(choices);
};

/* Have the months of these choices told. */
Chair.liveThrough = async (api, game, choices) => {
  const told = await api.step(game.seat, choices);
  Object.assign(game, { choices, turn: game.months.length, months: told.months, summary: told.summary });
  [game.course, game.plea] = choices.at(-1);
};

/* One scene: what is known, and the next decision or the end. */
Chair.scene = (stage, api, game, guarded) => {
  const all = [...game.seat.months, ...game.months];
  const now = all[all.length - 1];
  const heading = GL.element("h3", { tabindex: "-1" }, Chair.words("secretary.after", { month: GL.monthName(now.month) }));
  const parts = [heading, Chair.post(game, now)];
  const fresh = game.months.length ? game.months.slice(game.turn) : [now];
  if (fresh.length > 1) parts.push(Chair.months(fresh));
  else parts.push(...Chair.month(now));
  parts.push(Chair.ledger(now));
  const over = now.month >= game.seat.last;
  parts.push(over ? Chair.ending(api, game, guarded) : Chair.decision(stage, api, game, now, guarded));
  if (game.months.length) parts.push(Chair.history(game));
  stage.replaceChildren(...parts);
  if (game.months.length && game.told) heading.focus();
};

Chair.post = (game, now) => {
  const seat = now.seat;
  if (game.months.length && !seat.yours) {
    const { left, ended } = game.summary;
    const words = ended
      ? Chair.words(`end.${ended.what}`, Chair.numbers({ month: left, ...(ended.detail ? { charge: ended.detail } : {}) }))
      : Chair.words("end.gone", { month: GL.monthName(left) });
    return GL.element("p", { class: "notice" }, `${words} ${Chair.words("end.on")}`);
  }
  return GL.element("p", {}, Chair.words(seat.outsider ? "post.outsider" : "post.local", Chair.numbers({
    ...seat, region: now.region.name, villagers: now.people.villagers,
  })));
};

Chair.month = (month) => {
  const deed = month.seat.yours ? "deed.yours" : "deed.successor";
  const plea = month.deed.plea ? Chair.words("deed.plea") : "";
  return [
    GL.element("p", { class: "small" }, `${Chair.words(deed, { course: Chair.words(`course.${month.deed.course}`) })} ${plea}`),
    GL.element("h4", {}, Chair.words("telegrams")), Chair.lines("telegram", month.telegrams),
    GL.element("h4", {}, Chair.words("village")), Chair.lines("village", month.village),
  ];
};

Chair.said = (kind, told) => told.map((one) => Chair.words(`${kind}.${one.name}`, Chair.numbers(one))).join(" ");

Chair.course = (month) => (month.seat.yours ? "" : `${Chair.words("history.successor")}: `)
  + Chair.words(`course.${month.deed.course}`) + (month.deed.plea ? `; ${Chair.words("pleading")}` : "");

/* Several months at once, a row each. */
Chair.months = (months) => {
  const heads = ["month", "course", "telegrams", "village"].map((name) => Chair.words(`history.${name}`));
  const rows = months.map((month) => [GL.monthName(month.month), Chair.course(month),
    Chair.said("telegram", month.telegrams), Chair.said("village", month.village)]);
  return GL.table(Chair.words("history.passed"), heads, rows);
};

Chair.ledger = (now) => {
  const rows = ["target", "due", "collected", "crop", "reported", "held"].map((name) => [
    Chair.words(`ledger.${name}`), GL.number(now.grain[name]), Chair.words("unit.kg")]);
  rows.push([Chair.words("ledger.fulfilled"), GL.number(now.grain.fulfilled), Chair.words("unit.percent")]);
  rows.push([Chair.words("ledger.region"), GL.number(now.region.fulfilled), Chair.words("unit.percent")]);
  for (const name of ["starving", "deaths", "crowds", "kolkhoz"]) {
    rows.push([Chair.words(`ledger.${name}`), GL.number(now.people[name]), Chair.words(`unit.${name}`)]);
  }
  for (const name of ["fear", "belief", "reprimands"]) {
    rows.push([Chair.words(`ledger.${name}`), GL.number(now.seat[name]), Chair.words(name === "reprimands" ? "unit.number" : "unit.percent")]);
  }
  const heads = ["what", "value", "unit"].map((name) => Chair.words(`ledger.${name}`));
  return GL.table(Chair.words("ledger.caption", { month: GL.monthName(now.month) }), heads, rows, [1]);
};

Chair.decision = (stage, api, game, now, guarded) => {
  const yours = !game.months.length || now.seat.yours;
  const form = GL.element("div", {});
  const left = 36 - game.choices.length;
  const year = ((left - 1) % 12) + 1;
  if (yours) {
    const courses = api.yearly
      ? game.seat.courses.map(([course, plea], k) => [String(k), Chair.words(`course.${course}`) + (plea ? `; ${Chair.words("pleading")}` : ""), Chair.words(`note.${course}`)])
      : game.seat.courses.map((course) => [course, Chair.words(`course.${course}`), Chair.words(`note.${course}`)]);
    const before = api.yearly ? game.seat.courses.findIndex(([course, plea]) => course === game.course && plea === game.plea) : 0;
    const held = api.yearly ? String(Math.max(before, 0)) : game.course;
    form.append(Chair.radios("chair-course", Chair.words("decide"), courses, held));
    if (!api.yearly) {
      form.append(GL.element("label", { class: "chair-option" },
        GL.element("input", { type: "checkbox", name: "chair-plea", checked: game.plea }), ` ${Chair.words("plead")}`,
        GL.element("span", { class: "small" }, ` ${Chair.words("note.plead")}`)));
    }
  }
  const chosen = () => {
    if (!yours) return [game.course, game.plea];
    const picked = Chair.picked(form, "chair-course");
    if (api.yearly) return game.seat.courses[Number(picked)];
    return [picked, form.querySelector('input[name="chair-plea"]').checked];
  };
  const go = (count) => guarded(async () => {
    const choices = [...game.choices, ...Array.from({ length: count }, chosen)];
    await Chair.liveThrough(api, game, choices);
    game.told = true;
    Chair.scene(stage, api, game, guarded);
    await Chair.remember(game.address(choices));
  });
  const row = GL.element("div", { class: "row" });
  if (!api.yearly) row.append(Chair.button(Chair.words("go.month"), () => go(1)));
  row.append(Chair.button(Chair.words("go.year", { months: year }), () => go(year)));
  form.append(row);
  return form;
};

Chair.ending = (api, game, guarded) => {
  const place = GL.element("div", {});
  const show = () => guarded(async () => {
    const rows = [];
    await api.others(game.seat, game.months.length, (told) => rows.push(told));
    place.replaceChildren(Chair.others(game, rows));
  });
  return GL.element("div", {},
    GL.element("p", {}, Chair.words("over")),
    GL.element("div", { class: "row" }, Chair.button(Chair.words("others.show"), show)), place);
};

Chair.way = (told) => {
  const one = ([course, plea]) => Chair.words(`course.${course}`) + (plea ? `; ${Chair.words("pleading")}` : "");
  if (told.ways) return told.ways.map(one).join(" / ");
  return told.course === "rule" ? Chair.words("others.rule") : one([told.course, told.plea]);
};

Chair.fate = (summary) => {
  const reprimands = summary.reprimands ? ` ${Chair.words("others.reprimands", { n: summary.reprimands })}` : "";
  if (!summary.left) return Chair.words("others.stayed") + reprimands;
  const what = summary.ended ? Chair.words(`fate.${summary.ended.what}`) : Chair.words("fate.gone");
  return `${what}, ${GL.monthName(summary.left)}${reprimands}`;
};

Chair.others = (game, rows) => {
  const line = (label, one) => [label, ...one.seasons.map((season) => GL.number(season.fulfilled)),
    GL.number(one.seasons.reduce((sum, season) => sum + season.collected, 0)),
    GL.number(one.starving), GL.number(one.deaths), GL.number(one.crowds), Chair.fate(one)];
  const years = game.summary.seasons.map((_, k) => Chair.words("others.year", { year: 1930 + k }));
  const heads = [Chair.words("others.way"), ...years,
    ...["collected", "starving", "deaths", "crowds", "fate"].map((name) => Chair.words(`others.${name}`))];
  const order = (one) => (one.course === "rule" ? "" : Chair.way(one));
  rows.sort((a, b) => order(a).localeCompare(order(b)));
  const table = GL.table(Chair.words("others.caption"), heads,
    [line(Chair.words("others.own"), game.summary), ...rows.map((one) => line(Chair.way(one), one))],
    heads.map((_, k) => k).slice(1, -1));
  return GL.element("div", {},
    GL.element("p", {}, Chair.words("others.about")),
    GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": Chair.words("others.caption") }, table));
};

Chair.history = (game) => {
  const heads = ["month", "course", "fulfilled", "starving", "deaths", "told"].map((name) => Chair.words(`history.${name}`));
  const rows = game.months.map((month) => [
    GL.monthName(month.month),
    Chair.course(month),
    GL.number(month.grain.fulfilled), GL.number(month.people.starving), GL.number(month.people.deaths),
    Chair.said("telegram", month.telegrams),
  ]);
  return GL.element("details", {}, GL.element("summary", {}, Chair.words("history.head")),
    GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": Chair.words("history.head") }, GL.table(Chair.words("history.head"), heads, rows, [2, 3, 4])));
};
