/* The month: playing, stepping and scrubbing; map, tree and charts follow. */
GL.play = { timer: null };

GL.play.index = () => Math.max(0, GL.frame.months.indexOf(GL.state.month));

GL.play.to = (index, quiet) => {
  if (!GL.frame) return null;
  const months = GL.frame.months;
  const k = Math.min(Math.max(index, 0), months.length - 1);
  return GL.set({ month: months[k] }, { quiet });
};

GL.play.step = (by) => GL.frame && GL.play.to(GL.play.index() + by);

GL.play.stop = () => {
  clearInterval(GL.play.timer);
  GL.play.timer = null;
  GL.byId("play").textContent = GL.t("time.play");
};

GL.play.start = () => {
  if (!GL.frame) return;
  if (GL.play.index() >= GL.frame.months.length - 1) GL.play.to(0);
  GL.byId("play").textContent = GL.t("time.pause");
  GL.play.timer = setInterval(() => {
    const next = GL.play.index() + 1;
    if (next >= GL.frame.months.length) GL.play.stop();
    else GL.play.to(next, true);
  }, 250);
};

GL.part({
  name: "play",
  start() {
    GL.byId("play").addEventListener("click", () => (GL.play.timer ? GL.play.stop() : GL.play.start()));
    GL.byId("back").addEventListener("click", () => GL.play.step(-1));
    GL.byId("forth").addEventListener("click", () => GL.play.step(1));
    GL.byId("scrub").addEventListener("input", (event) => GL.play.to(Number(event.target.value), true));
    GL.byId("why-month").addEventListener("click", () => GL.frame && GL.why.month(GL.state.month));
  },
  draw(changed) {
    if (!GL.frame || !(changed.has("frame") || changed.has("month"))) return;
    const months = GL.frame.months;
    if (!months.includes(GL.state.month)) GL.state.month = months.includes("1933-05") ? "1933-05" : months[months.length - 1];
    const scrub = GL.byId("scrub");
    scrub.max = months.length - 1;
    scrub.value = GL.play.index();
    scrub.setAttribute("aria-valuetext", GL.monthName(GL.state.month));
    GL.byId("month").textContent = GL.monthName(GL.state.month);
  },
});
