/* The page begins: state from the address, every part started, then the first frame drawn. */
GL.begin = async () => {
  GL.state = GL.read();
  if (!(GL.state.language in GL.settings.strings)) GL.state.language = "en";
  for (const part of GL.parts) if (part.start) part.start();
  await GL.draw(new Set(["preset", "levers", "pin", "charts", "month", "place", "predict"]));
  if (!GL.frame) await GL.onRecord();
  document.documentElement.dataset.ready = "true";
};

/* An address that asks for what this page cannot give: the historical course, and the reason. */
GL.onRecord = async () => {
  const reason = GL.byId("status").textContent;
  Object.assign(GL.state, { preset: GL.sliders.base(), levers: {}, pin: "" });
  await GL.draw(new Set(Object.keys(GL.declared)));
  GL.remember();
  GL.status(reason);
};

addEventListener("hashchange", async () => {
  GL.state = GL.read();
  await GL.draw(new Set(Object.keys(GL.declared)));
});

GL.begin();
