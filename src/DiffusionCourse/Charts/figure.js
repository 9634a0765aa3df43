// Draws one figure as soon as window.Plotly is there, in the colours of the page, and again when page or width change.
const drawFigure = (id, chart, darkTwins, size) => {
  const narrowWidth = 640;
  const patience = 100; // times 100 ms
  const themes = {
    light: { text: "#222222", grid: "#DDDDDD", line: "#767676", box: "#FFFFFF" },
    dark: { text: "#DDDDDD", grid: "#454545", line: "#9A9A9A", box: "#2B2B2B" },
  };
  const config = { displaylogo: false, modeBarButtons: [["toImage", "resetScale2d"]] };

  const channels = colour => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const isBright = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b > 128;

  const isDark = figure => {
    const vscode = document.body.classList;
    if (vscode.contains("vscode-light") || vscode.contains("vscode-high-contrast-light")) return false;
    if (vscode.contains("vscode-dark") || vscode.contains("vscode-high-contrast")) return true;
    for (let element = figure; element; element = element.parentElement) {
      const background = channels(getComputedStyle(element).backgroundColor);
      if (background.length === 3 || background[3] > 0.5) return !isBright(background);
    }
    // No background anywhere: light text (as with color-scheme: dark) tells of a dark page.
    return isBright(channels(getComputedStyle(figure).color));
  };

  const specification = (figure, dark, narrow) => {
    const theme = dark ? themes.dark : themes.light;
    const text = JSON.stringify(chart);
    const { data, layout } = JSON.parse(dark ? text.replace(/#[0-9A-F]{6}/g, colour => darkTwins[colour] ?? colour) : text);
    layout.font = { family: getComputedStyle(figure).fontFamily, size: 13, color: theme.text, ...layout.font };
    layout.paper_bgcolor ??= "rgba(0,0,0,0)";
    layout.plot_bgcolor ??= "rgba(0,0,0,0)";
    layout.hoverlabel = { bgcolor: theme.box, bordercolor: theme.line, font: { color: theme.text }, ...layout.hoverlabel };
    layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: theme.line, activecolor: theme.text, ...layout.modebar };
    layout.margin = { l: 8, r: 16, t: 30, b: 8, ...layout.margin };
    layout.dragmode ??= narrow ? false : "zoom"; // On a phone, a drag scrolls the page.
    layout.xaxis ??= {};
    layout.yaxis ??= {};
    for (const name of Object.keys(layout).filter(key => /^[xy]axis\d*$/.test(key))) {
      layout[name] = { gridcolor: theme.grid, zerolinecolor: theme.line, linecolor: theme.line, automargin: true, ...layout[name] };
    }
    const columns = narrow ? 1 : size.columns;
    const rows = Math.ceil(size.panels / columns);
    if (size.panels > 1) {
      layout.grid = { ...layout.grid, rows, columns };
      for (let panel = 0; panel < size.panels; panel++) {
        const axis = layout[`yaxis${panel ? panel + 1 : ""}`];
        // Panels in one row that share a vertical axis name it once.
        if (panel % columns && axis.matches) Object.assign(axis, { title: { text: "" }, showticklabels: false });
      }
    }
    // Where there is no room for labels, the hover text and the table have them.
    if (narrow) for (const trace of data) if (trace.mode === "markers+text") trace.mode = "markers";
    layout.height ??= size.height * rows;
    layout.autosize = true;
    return { data, layout };
  };

  const start = figure => {
    const plot = figure.querySelector(".plot");
    const details = figure.querySelector("details");
    let drawn = null;

    const draw = () => {
      const width = plot.clientWidth;
      if (!width) return; // Hidden for now; the observer of the size comes back.
      const state = { dark: isDark(figure), narrow: width < narrowWidth, width };
      if (drawn && drawn.dark === state.dark && drawn.narrow === state.narrow) {
        if (drawn.width !== width) Plotly.Plots.resize(plot);
      } else {
        const { data, layout } = specification(figure, state.dark, state.narrow);
        Plotly.react(plot, data, layout, { ...config, displayModeBar: state.narrow ? false : "hover" });
        if (!drawn && details) details.open = false;
      }
      drawn = state;
    };

    const redraw = () => requestAnimationFrame(draw);
    draw();
    new ResizeObserver(redraw).observe(plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    const themeChange = new MutationObserver(redraw);
    for (const element of [document.documentElement, document.body]) themeChange.observe(element, { attributes: true });
  };

  const wait = tries => {
    const figure = document.getElementById(id);
    if (figure && window.Plotly) {
      start(figure);
    } else if (tries < patience) {
      setTimeout(wait, 100, tries + 1);
    } else if (figure) {
      figure.querySelector(".hint").hidden = false;
    }
  };
  wait(0);
};
