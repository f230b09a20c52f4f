/* The chair of a Central Committee member: votes, words, recantations, and what the judges made of them. */
Chair.committee = async (body, api, [taken = ""] = []) => {
  body.append(GL.element("p", {}, Chair.words("committee.about")));
  const stage = GL.element("div", {});
  body.append(stage);
  try {
    const table = await api.committee();
    const begun = Chair.replayed(table, taken) || Chair.replayed(table, "");
    Chair.goOn(stage, table, { ...begun, told: false });
  } catch (error) {
    stage.append(GL.element("p", { role: "status" }, error.message));
  }
};

/* Arena and recantation that a conduct is judged by; null where there is nothing to judge.
   The same as act_of in chair_committee.py, which a test compares with this. */
Chair.act = (vote, arena, recanted) => {
  if (vote === "with" && arena === "silent") return null;
  if (vote === "with" && arena === "elite_only") return ["elite_only", "na"];
  return [arena === "silent" ? "elite_only" : arena, recanted];
};

Chair.drawn = (odds, luck) => {
  let reached = 0;
  for (let k = 0; k < odds.length; k += 1) {
    reached += odds[k];
    if (luck < reached) return k;
  }
  return odds.length - 1;
};

Chair.expected = (odds) => odds.reduce((sum, chance, k) => sum + k * chance, 0);

/* What the bodies make of a conduct, and where the member stands after it. */
Chair.decided = (table, game, made) => {
  const occasion = table.occasions[game.place];
  const odds = made.act ? occasion.odds[game.rank][made.act[0]][made.act[1]] : null;
  const severity = odds ? Chair.drawn(odds, occasion.luck) : 0;
  const after = table.falls[game.rank][severity];
  const past = [...game.past, { ...made, month: occasion.month, title: occasion.title, rank: game.rank, severity, after, odds }];
  const ended = after === null;
  const place = game.place + 1;
  return { rank: after ?? game.rank, place, past, ended, over: ended || place >= table.occasions.length, told: true };
};

Chair.goOn = (stage, table, game) => (game.over ? Chair.verdicts : Chair.occasion)(stage, table, game);

Chair.occasion = (stage, table, game) => {
  const occasion = table.occasions[game.place];
  const sits = table.sits.includes(game.rank);
  const form = GL.element("div", {});
  const cost = GL.element("div", { "aria-live": "polite" });
  const option = (kind) => (name) => [name, Chair.words(`${kind}.${name}`)];
  const votes = sits ? table.votes.map(option("vote")) : [];
  if (sits) form.append(Chair.radios("chair-vote", Chair.words("vote"), votes, "with"));
  form.append(Chair.radios("chair-arena", Chair.words("arena"), Chair.spoken(table).map(option("arena")), "silent"));
  form.append(Chair.radios("chair-recant", Chair.words("recant"), Chair.RECANTED.map(option("recant")), "no"));
  const conduct = () => {
    const vote = sits ? Chair.picked(form, "chair-vote") : "with";
    const arena = Chair.picked(form, "chair-arena");
    const recanted = Chair.picked(form, "chair-recant");
    return { vote: sits ? vote : null, arena, recanted, act: Chair.act(vote, arena, recanted) };
  };
  const odds = (act) => (act ? occasion.odds[game.rank][act[0]][act[1]] : null);
  const preview = () => cost.replaceChildren(Chair.cost(table, odds(conduct().act)));
  form.addEventListener("change", preview);
  preview();
  const decide = () => {
    const next = Chair.decided(table, game, conduct());
    Chair.goOn(stage, table, next);
    Chair.remember(`committee.${Chair.conductsText(table, next.past)}`);
  };
  const heading = GL.element("h3", { tabindex: "-1" }, `${GL.monthName(occasion.month)}: ${occasion.title}`);
  stage.replaceChildren(
    ...Chair.verdict(game.past.at(-1)), heading,
    GL.element("p", {}, Chair.words("committee.record", { summary: occasion.summary })), GL.element("p", { class: "small" }, occasion.source),
    GL.element("p", {}, Chair.words("states", Chair.numbers(occasion.states))),
    GL.element("p", {}, Chair.words(`rank.${game.rank}`)), form, cost,
    GL.element("div", { class: "row" }, Chair.button(Chair.words("committee.decide"), decide)));
  if (game.past.length && game.told) heading.focus();
};

Chair.cost = (table, odds) => {
  if (!odds) return GL.element("p", {}, Chair.words("cost.none"));
  const rows = odds.map((chance, k) => [String(k), Chair.words(`severity.${k}`), GL.number(Math.round(1000 * chance) / 10)]);
  const heads = ["step", "penalty", "odds"].map((name) => Chair.words(`cost.${name}`));
  return GL.table(Chair.words("cost.caption", { expected: GL.number(Chair.expected(odds)) }), heads, rows, [2]);
};

Chair.conduct = (one) => [
  one.vote ? Chair.words(`vote.${one.vote}`) : null,
  one.arena === "silent" ? Chair.words("arena.silent") : Chair.words(`arena.${one.arena}`),
  one.act && one.act[1] !== "na" ? Chair.words(`recant.${one.recanted}`) : null,
].filter(Boolean).join("; ");

Chair.verdict = (one) => {
  if (!one) return [];
  const words = one.act
    ? Chair.words("verdict", { month: GL.monthName(one.month), penalty: Chair.words(`severity.${one.severity}`) })
    : Chair.words("verdict.none", { month: GL.monthName(one.month) });
  return [GL.element("p", { class: "notice" }, words)];
};

Chair.verdicts = (stage, table, game) => {
  const heads = ["month", "conduct", "penalty", "rank", "least", "most"].map((name) => Chair.words(`verdicts.${name}`));
  const rows = game.past.map((one) => {
    const occasion = table.occasions.find((other) => other.month === one.month);
    const ways = table.arenas.flatMap((arena) => Chair.RECANTED.map((recanted) => [
      Chair.expected(occasion.odds[one.rank][arena][recanted]), `${Chair.words(`arena.${arena}`)}; ${Chair.words(`recant.${recanted}`)}`]));
    ways.sort((a, b) => a[0] - b[0]);
    const way = ([expected, name]) => `${name}: ${GL.number(expected)}`;
    return [GL.monthName(one.month), Chair.conduct(one), one.act ? Chair.words(`severity.${one.severity}`) : Chair.words("verdicts.nothing"),
      Chair.words(`rank.short.${one.rank}`), way(ways[0]), way(ways.at(-1))];
  });
  const arenas = new Set(game.past.filter((one) => one.act).map((one) => one.act[0]));
  const cases = [...arenas].flatMap((arena) => table.cases[arena]).slice(0, 12);
  const heading = GL.element("h3", { tabindex: "-1" }, Chair.words(game.ended ? "committee.ended" : "committee.over"));
  stage.replaceChildren(
    ...Chair.verdict(game.past.at(-1)), heading,
    GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": Chair.words("verdicts.caption") }, GL.table(Chair.words("verdicts.caption"), heads, rows)),
    GL.element("p", {}, Chair.words("verdicts.about")),
    ...(cases.length ? [GL.element("h4", {}, Chair.words("cases.head")), GL.element("ul", { class: "small" },
      ...cases.map((one) => GL.element("li", {}, Chair.words("cases.one", one))))] : []),
    GL.element("div", { class: "row" }, Chair.button(Chair.words("committee.again"), () => {
      Chair.goOn(stage, table, Chair.replayed(table, ""));
      Chair.remember("committee");
    })));
  if (game.told) heading.focus();
};
