/* The chair: a district secretary 1930-33, or a member of the Central Committee 1927-32. */
const Chair = { words: (key, values) => GL.t(`chair.${key}`, values) };

Chair.numbers = (facts) => {
  const shown = {};
  for (const [name, value] of Object.entries(facts)) {
    shown[name] = typeof value === "number" ? GL.number(value) : value === null ? GL.t("number.none") : value;
  }
  if (facts.charge) shown.charge = Chair.words(`charge.${facts.charge.replaceAll(" ", "_")}`);
  if (facts.month) shown.month = GL.monthName(facts.month);
  return shown;
};

Chair.lines = (kind, told) => GL.element("ul", { class: `chair-${kind}` },
  ...told.map((one) => GL.element("li", {}, Chair.words(`${kind}.${one.name}`, Chair.numbers(one)))));

Chair.radios = (name, legend, options, chosen) => GL.element("fieldset", { class: "group" },
  GL.element("legend", {}, legend),
  ...options.map(([value, label, note]) => GL.element("label", { class: "chair-option" },
    GL.element("input", { type: "radio", name, value, checked: value === chosen }), ` ${label}`,
    note ? GL.element("span", { class: "small" }, ` ${note}`) : null)));

Chair.picked = (root, name) => root.querySelector(`input[name="${name}"]:checked`)?.value;

Chair.button = (label, onclick) => GL.element("button", { type: "button", onclick }, label);

/* Where answers come from: the server, or what the file holds. */
Chair.live = () => {
  const post = async (path, body) => {
    const answer = await fetch(`/api/chair/${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error((await answer.text()).trim());
    return answer;
  };
  return {
    yearly: false,
    regions: Object.keys(GL.facts.map.tiles).sort().map((region) => ({ region, number: 0 })),
    start: async (seat) => (await post("start", { region: seat.region, number: seat.number })).json(),
    step: async (seat, choices) => (await post("step", { district: seat.district, choices })).json(),
    others: async (seat, months, hear) => {
      const answer = await post("others", { district: seat.district, months });
      for (const text of (await answer.text()).split("\n").filter(Boolean)) {
        const told = JSON.parse(text);
        if (told.part === "refused") throw new Error(told.message);
        hear(told);
      }
    },
    committee: async () => (await fetch("/api/chair/committee")).json(),
  };
};

Chair.filed = (data) => {
  const { seats, courses, season } = data.secretary;
  const seatOf = (seat) => seats.find((one) => one.region === seat.region);
  const path = (choices) => {
    let found = "";
    for (let k = 0; k < choices.length; k += season) {
      found += courses.findIndex(([course, plea]) => course === choices[k][0] && plea === choices[k][1]);
    }
    return found;
  };
  return {
    yearly: true,
    regions: seats.map(({ region, number }) => ({ region, number })),
    start: async (seat) => {
      const own = seatOf(seat);
      return { ...own, of: null, first: data.secretary.first, last: data.secretary.last, months: own.past, courses };
    },
    step: async (seat, choices) => {
      const whole = path(choices);
      const nodes = seatOf(seat).nodes;
      if (choices.length % season || !nodes[whole]) throw new Error(Chair.words("not_held"));
      const months = [...whole].flatMap((_, k) => nodes[whole.slice(0, k + 1)].months);
      return { months, summary: nodes[whole].summary };
    },
    others: async (seat, months, hear) => {
      for (const [key, node] of Object.entries(seatOf(seat).nodes)) {
        if (key.length * season !== months) continue;
        hear({ ways: [...key].map((k) => courses[Number(k)]), ...node.summary });
      }
    },
    committee: async () => data.committee,
  };
};

/* Put the chair into an element; ``api`` answers (Chair.live or Chair.filed). */
function mountChair(element, api) {
  const body = GL.element("div", {});
  const open = (name, told) => {
    for (const one of tabs.children) one.setAttribute("aria-pressed", String(one.dataset.chair === name));
    body.replaceChildren();
    if (name) Chair[name](body, api, told);
  };
  const tab = (name) => GL.element("button", {
    type: "button", "data-chair": name, "aria-pressed": "false",
    onclick: () => {
      open(name);
      Chair.remember(name);
    },
  }, Chair.words(`${name}.tab`));
  const tabs = GL.element("div", { class: "row", role: "group", "aria-label": Chair.words("which") }, tab("secretary"), tab("committee"));
  element.replaceChildren(GL.element("p", {}, Chair.words("intro")), tabs, body);
  /* What the address asks for; nonsense opens nothing. */
  Chair.reopen = () => {
    Chair.held = GL.state.chair;
    const [name, ...told] = Chair.held.split(".");
    open(["secretary", "committee"].includes(name) ? name : "", told);
  };
  if (GL.state.chair) Chair.reopen();
}

GL.part({
  name: "chair",
  async start() {
    const place = GL.byId("chair-body");
    if (!place) return;
    const held = GL.byId("chair-data");
    if (GL.settings.live) mountChair(place, Chair.live());
    else if (held) mountChair(place, Chair.filed(await GL.frames.unpacked(held)));
    else place.append(GL.element("p", {}, Chair.words("absent")));
  },
  draw(changed) {
    if (changed.has("chair") && Chair.reopen && GL.state.chair !== Chair.held) Chair.reopen();
  },
});
