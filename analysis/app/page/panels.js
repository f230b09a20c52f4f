/* The scorecard, and what the page rests on: sources, licence, limits, the human cost. */
GL.panels = {};

GL.panels.scorecard = () => {
  const card = GL.facts.scorecard;
  if (!card) return [GL.element("p", {}, GL.t("scorecard.none"))];
  const table = (caption, rows) => {
    const heads = Object.keys(rows[0]);
    return GL.table(caption, heads.map((head) => GL.word(`score.${head}`, head)), rows.map((row) => heads.map((head) => row[head])));
  };
  const parts = card.parts.map((part) => GL.element("details", {},
    GL.element("summary", {}, `${GL.t(`scorecard.${part.split}`)} (${part.rows.length})`),
    GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": GL.t(`scorecard.${part.split}`) }, table(GL.t(`scorecard.${part.split}`), part.rows))));
  return [
    GL.element("p", {}, GL.t("scorecard.about", { n: card.runs })),
    GL.element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": GL.t("scorecard.summary") }, table(GL.t("scorecard.summary"), card.summary)),
    ...parts,
  ];
};

GL.panels.sources = () => Object.values(GL.facts.sources)
  .sort((a, b) => a.citation.localeCompare(b.citation))
  .map((one) => GL.element("li", {}, one.citation));

GL.panels.about = () => {
  const paragraphs = ["about.what", "about.cost", "about.cannot", "about.dispute", "about.names", "about.reading", "about.data"];
  return [
    ...paragraphs.flatMap((key) => [GL.element("h3", {}, GL.t(`${key}.head`)), GL.element("p", {}, GL.t(key, { famine: GL.facts.famine }))]),
    GL.element("h3", {}, GL.t("about.licence.head")), GL.element("p", {}, GL.t("about.licence", { version: GL.facts.version })),
    GL.element("details", {}, GL.element("summary", {}, GL.t("about.sources", { n: Object.keys(GL.facts.sources).length })), GL.element("ul", { class: "small" }, ...GL.panels.sources())),
  ];
};

GL.part({
  name: "panels",
  start() {
    GL.byId("scorecard-body").append(...GL.panels.scorecard());
    GL.byId("about-body").append(GL.element("div", { class: "prose" }, ...GL.panels.about()));
  },
});
