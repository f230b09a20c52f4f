/* The page begins: state from the address, every part started, then the first frame drawn. */
GL.begin = async () => {
  GL.state = GL.read();
  if (!(GL.state.language in GL.settings.strings)) GL.state.language = "en";
  for (const part of GL.parts) if (part.start) part.start();
  await GL.draw(new Set(["preset", "levers", "pin", "charts", "month", "place", "predict"]));
  document.documentElement.dataset.ready = "true";
};

addEventListener("hashchange", async () => {
  GL.state = GL.read();
  await GL.draw(new Set(Object.keys(GL.declared)));
});

GL.begin();
