/* Colours, dashes and shapes: those of the printed charts, with a dark set beside the light one. */
GL.marks = {};

GL.marks.dark = () => matchMedia("(prefers-color-scheme: dark)").matches;

GL.marks.css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/* Lines of one chart: colour, dashes, and the shape of the documented twin. */
GL.marks.lines = () => {
  const dark = GL.marks.dark();
  return [
    [dark ? "#56B4E9" : "#0072B2", "solid", "circle"],
    ["#CC79A7", "8px,2px,2px,2px", "square"],
    [dark ? "#009E73" : "#56B4E9", "5px,3px", "diamond"],
    ["#D55E00", "2px,2px", "triangle-down"],
    [dark ? "#a8a8a8" : "#6b6b6b", "10px,3px", "cross"],
  ];
};

/* A colour dark or light enough to be read as small text on the ground. */
GL.marks.readable = (colour) => {
  const ground = GL.marks.dark();
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const mixed = [r, g, b].map((part) => (ground ? part + (255 - part) * 0.25 : part * 0.62));
  return `rgb(${mixed.map(Math.round).join(",")})`;
};

GL.marks.faded = (colour, share) => {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${parts.join(",")},${share})`;
};

/* The ramp of the map, from the ground to a deep blue; t from 0 to 1. */
GL.marks.ramp = (t) => {
  const stops = GL.marks.dark()
    ? [[32, 35, 39], [20, 74, 110], [70, 150, 200], [205, 232, 248]]
    : [[250, 250, 247], [170, 205, 226], [48, 120, 172], [8, 40, 78]];
  const at = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const k = Math.min(Math.floor(at), stops.length - 2);
  return stops[k].map((from, i) => Math.round(from + (at - k) * (stops[k + 1][i] - from)));
};

/* Black or white, whichever stands out more on a colour. */
GL.marks.inkOn = (rgb) => {
  const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  return light > 0.179 ? "#000000" : "#ffffff";
};

/* A shape of the leadership tree as a path about the origin, by the letters that charts use. */
GL.marks.shape = (letter, size) => {
  const polygon = (corners, turn, inner = 0) => {
    const total = inner ? corners * 2 : corners;
    const points = [...Array(total).keys()].map((k) => {
      const radius = inner && k % 2 ? size * inner : size;
      const angle = turn + (2 * Math.PI * k) / total;
      return `${(radius * Math.sin(angle)).toFixed(4)},${(-radius * Math.cos(angle)).toFixed(4)}`;
    });
    return `M${points.join("L")}Z`;
  };
  if (letter === "s") return polygon(4, Math.PI / 4);
  if (letter === "D") return polygon(4, 0);
  if (letter === "^") return polygon(3, 0);
  if (letter === "v") return polygon(3, Math.PI);
  if (letter === "p") return polygon(5, 0);
  if (letter === "h") return polygon(6, 0);
  if (letter === "*") return polygon(5, 0, 0.42);
  if (letter === "x") return `M${-size},${-size}L${size},${size}M${-size},${size}L${size},${-size}`;
  return `M${-size},0a${size},${size} 0 1,0 ${2 * size},0a${size},${size} 0 1,0 ${-2 * size},0Z`;
};

/* How charts are to be read, as a key above them. */
GL.marks.key = () => {
  const draw = (...parts) => GL.svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" }, ...parts);
  const line = (colour, dash) => GL.svg("line", { x1: 1, x2: 29, y1: 6, y2: 6, stroke: colour, "stroke-width": 2.4, "stroke-dasharray": dash });
  const bar = (colour, opacity) => GL.svg("rect", { x: 1, y: 1, width: 28, height: 10, fill: colour, opacity });
  const dot = (fill) => GL.svg("circle", { cx: 15, cy: 6, r: 3.4, fill, stroke: "var(--dot)", "stroke-width": 1.4 });
  const whisker = GL.svg("line", { x1: 15, x2: 15, y1: 0, y2: 12, stroke: "var(--dot)" });
  return [
    ["key.simulated", draw(line("var(--sim)", ""))],
    ["key.half", draw(bar("var(--sim)", 0.4))],
    ["key.most", draw(bar("var(--sim)", 0.18))],
    ["key.pinned", draw(line("var(--pin)", "6 3"))],
    ["key.documented", draw(whisker, dot("var(--dot)"))],
    ["key.hollow", draw(dot("var(--ground)"))],
    ["key.window", draw(GL.svg("rect", { x: 1, y: 0, width: 28, height: 12, fill: "var(--window)", stroke: "var(--rule)" }))],
    ["key.event", draw(GL.svg("path", { d: GL.marks.shape("D", 4), transform: "translate(15 6)", fill: "var(--dot)" }))],
  ].map(([words, drawing]) => GL.element("li", {}, drawing, GL.t(words)));
};
