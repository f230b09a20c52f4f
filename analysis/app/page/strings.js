/* Words: every one that the page shows comes from the strings of its language. */
GL.t = (key, values = {}) => {
  const words = GL.settings.strings[GL.state.language] || {};
  const text = words[key] ?? GL.settings.strings.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
};

GL.has = (key) => key in GL.settings.strings.en;

/* A word that a language may give, and otherwise the words of the declaration. */
GL.word = (key, declared) => {
  const words = GL.settings.strings[GL.state.language] || {};
  return words[key] ?? declared;
};

GL.monthName = (label) => {
  const [year, month] = label.split("-");
  return `${GL.t(`month.${Number(month)}`)} ${year}`;
};

GL.number = (value) => {
  if (value === null || value === undefined || Number.isNaN(value)) return GL.t("number.none");
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString(GL.state.language, { maximumFractionDigits: digits });
};

GL.part({
  name: "strings",
  start() {
    document.documentElement.lang = GL.state.language;
    for (const one of document.querySelectorAll("[data-t]")) one.textContent = GL.t(one.dataset.t);
    for (const one of document.querySelectorAll("[data-t-label]")) {
      one.setAttribute("aria-label", GL.t(one.dataset.tLabel));
    }
    // The address holds the state, so a jump inside the page must not replace it.
    for (const link of document.querySelectorAll("[data-skip]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const section = GL.byId(link.dataset.skip);
        section.scrollIntoView();
        section.focus({ preventScroll: true });
      });
    }
  },
});
