/* The chair in the address: which post, and every decision so far, so that a link brings it back. */
GL.declared.chair = ["h", ""];

/* What the chair has open, as the address holds it. */
Chair.held = "";

Chair.remember = (text) => {
  Chair.held = text;
  return GL.set({ chair: text });
};

Chair.COURSES = { comply: "c", overshoot: "o", misreport: "m", balk: "b", leak: "l" };

/* Months of the same course and plea together: 12o means a year of overshooting, 3B three months of
   holding back with a plea. */
Chair.choicesText = (choices) => {
  const marks = choices.map(([course, plea]) => (plea ? Chair.COURSES[course].toUpperCase() : Chair.COURSES[course]));
  return marks.join("").replace(/(.)\1*/g, (run, mark) => run.length + mark);
};

Chair.choicesOf = (text) => {
  const known = Object.fromEntries(Object.entries(Chair.COURSES).map(([course, mark]) => [mark, course]));
  const found = [...text.matchAll(/(\d{1,2})([a-z])/gi)];
  if (found.map(([run]) => run).join("") !== text) return null;
  const choices = found.flatMap(([, count, mark]) =>
    Array.from({ length: Number(count) }, () => [known[mark.toLowerCase()], mark !== mark.toLowerCase()]));
  return choices.length <= 36 && choices.every(([course]) => course) ? choices : null;
};

/* Decisions of a member, three digits each: vote (- without one), where he spoke, what he took back. */
Chair.RECANTED = ["no", "partial", "yes"];
Chair.spoken = (table) => ["silent", ...table.arenas];

Chair.conductsText = (table, past) => past.map((one) => [
  one.vote ? table.votes.indexOf(one.vote) : "-",
  Chair.spoken(table).indexOf(one.arena), Chair.RECANTED.indexOf(one.recanted)].join("")).join("");

/* The game after those decisions, or null where the text does not fit the table. */
Chair.replayed = (table, text) => {
  let game = { rank: table.start, place: 0, past: [] };
  const marks = text.match(/[-\d]\d\d/g) || [];
  if (marks.join("") !== text) return null;
  for (const [cast, spoke, took] of marks) {
    const sits = table.sits.includes(game.rank);
    const vote = cast === "-" ? null : table.votes[Number(cast)];
    const arena = Chair.spoken(table)[Number(spoke)];
    const recanted = Chair.RECANTED[Number(took)];
    if (game.over || sits !== Boolean(vote) || !arena || !recanted) return null;
    game = Chair.decided(table, game, { vote, arena, recanted, act: Chair.act(vote ?? "with", arena, recanted) });
  }
  return game;
};
