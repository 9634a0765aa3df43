// Noise, data and guidance in two dimensions, where the perfect denoiser is known in closed form. Nothing is fetched.
const startToy = (id, model) => {
  const levels = 60, most = 3, least = 0.02, count = 220, reach = 2.7;
  const levelsFrom = start => [...Array(levels + 1).keys()].map(i => start * (least / start) ** (i / levels));
  const sigmas = levelsFrom(most);

  // A small generator of its own, so that every reader sees the same particles.
  const random = seed => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = next => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  // E[x0 | x, sigma] of a mixture of round Gaussians: the mean of each, weighted by how likely it is to have made x.
  const guess = (x, y, sigma, only) => {
    let total = 0, gx = 0, gy = 0, top = -Infinity;
    const logs = model.blobs.map(b => {
      if (only !== null && b.class !== only) return -Infinity;
      const v = b.deviation ** 2 + sigma ** 2;
      const log = Math.log(b.weight) - Math.log(v) - ((x - b.x) ** 2 + (y - b.y) ** 2) / (2 * v);
      top = Math.max(top, log);
      return log;
    });
    model.blobs.forEach((b, i) => {
      const share = Math.exp(logs[i] - top), keep = b.deviation ** 2 / (b.deviation ** 2 + sigma ** 2);
      total += share;
      gx += share * (b.x + keep * (x - b.x));
      gy += share * (b.y + keep * (y - b.y));
    });
    return [gx / total, gy / total];
  };
  const guided = (x, y, sigma, w) => {
    const [ux, uy] = guess(x, y, sigma, null), [cx, cy] = guess(x, y, sigma, model.asked);
    return [ux + w * (cx - ux), uy + w * (cy - uy)];
  };

  // The probability-flow ODE, dx / dsigma = (x - guess) / sigma, by Heun's method.
  const flow = (x, y, w, noise = sigmas) => {
    const path = [[x, y]];
    for (let i = 0; i < levels; i++) {
      const [from, to] = [noise[i], noise[i + 1]];
      const slope = (px, py, s) => { const [gx, gy] = guided(px, py, s, w); return [(px - gx) / s, (py - gy) / s]; };
      const [ax, ay] = slope(x, y, from);
      const [bx, by] = slope(x + (to - from) * ax, y + (to - from) * ay, to);
      x += (to - from) * (ax + bx) / 2;
      y += (to - from) * (ay + by) / 2;
      path.push([x, y]);
    }
    return path;
  };

  const start = figure => {
    const svg = figure.querySelector("svg"), words = figure.querySelector(".words"), controls = figure.querySelector(".controls");
    const slider = name => figure.querySelector(`input[name=${name}]`);
    const make = (tag, attributes, parent = svg) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return parent.appendChild(element);
    };
    const next = random(7);
    for (let i = 0; i < 260; i++) {
      let pick = next(), blob = model.blobs[0];
      for (const b of model.blobs) { if ((pick -= b.weight) <= 0) { blob = b; break; } }
      const [x, y] = [blob.x + blob.deviation * normal(next), blob.y + blob.deviation * normal(next)];
      make("circle", { cx: x, cy: -y, r: 0.045, class: blob.class === model.asked ? "asked" : "other" });
    }
    const starts = model.particles ? [...Array(count)].map(() => [1.05 * most * normal(next), 1.05 * most * normal(next)]) : [];
    const dots = starts.map(() => make("circle", { r: 0.06, class: "particle" }));
    const curve = model.paths.length > 0 ? make("polyline", { class: "curve" }) : null;
    const leaps = model.paths.length > 0 ? make("g", { class: "leaps" }) : null;
    const arrows = model.arrows ? ["unconditional", "conditional", "guided"].map(name => make("line", { class: name, "marker-end": `url(#${id}-tip-${name})` })) : [];
    const probe = model.arrows ? make("circle", { r: 0.09, class: "probe" }) : null;
    let at = [0.1, 1.3], paths = [], lastW = null;
    const two = value => value.toFixed(2);
    const spread = points => {
      const mean = axis => points.reduce((sum, p) => sum + p[axis], 0) / points.length, [mx, my] = [mean(0), mean(1)];
      return Math.sqrt(points.reduce((sum, p) => sum + (p[0] - mx) ** 2 + (p[1] - my) ** 2, 0) / points.length / 2);
    };
    const tell = (input, text) => { input.setAttribute("aria-valuetext", text); input.closest(".slider").querySelector("output").textContent = text; };

    const show = () => {
      const level = slider("level") ? Number(slider("level").value) : levels, w = slider("w") ? Number(slider("w").value) : 1, sigma = sigmas[level];
      const said = [];
      if (slider("level")) tell(slider("level"), `σ = ${two(sigma)}, ᾱ = ${two(1 / (1 + sigma ** 2))}`);
      if (slider("w")) tell(slider("w"), `w = ${w}`);
      if (model.particles) {
        if (lastW !== w) { paths = starts.map(([x, y]) => flow(x, y, w)); lastW = w; }
        dots.forEach((dot, i) => { dot.setAttribute("cx", paths[i][level][0]); dot.setAttribute("cy", -paths[i][level][1]); });
        said.push(`Spread of the particles now: ${two(spread(paths.map(path => path[level])))}; at the end of their way: ${two(spread(paths.map(path => path[levels])))}.`);
      }
      if (model.arrows) {
        const ends = [guess(...at, sigma, null), guess(...at, sigma, model.asked), guided(...at, sigma, w)];
        arrows.forEach((line, i) => { for (const [k, v] of Object.entries({ x1: at[0], y1: -at[1], x2: ends[i][0], y2: -ends[i][1] })) line.setAttribute(k, v); });
        probe.setAttribute("cx", at[0]);
        probe.setAttribute("cy", -at[1]);
        said.push(`From (${two(at[0])}, ${two(at[1])}): unconditional guess (${ends[0].map(two).join(", ")}), conditional (${ends[1].map(two).join(", ")}), guided (${ends[2].map(two).join(", ")}).`);
      }
      if (model.paths.length > 0) {
        const chosen = model.paths[Number(slider("path").value)], [x, y] = chosen.points[0];
        tell(slider("path"), chosen.name);
        const exact = flow(x, y, 1, levelsFrom(chosen.sigma));
        curve.setAttribute("points", exact.map(p => `${p[0]},${-p[1]}`).join(" "));
        leaps.replaceChildren();
        make("polyline", { points: chosen.points.map(p => `${p[0]},${-p[1]}`).join(" ") }, leaps);
        for (const p of chosen.points) make("circle", { cx: p[0], cy: -p[1], r: 0.07 }, leaps);
        const end = chosen.points.at(-1), goal = exact.at(-1);
        said.push(`${chosen.name} ends ${two(Math.hypot(end[0] - goal[0], end[1] - goal[1]))} from the end of the curve.`);
      }
      words.textContent = said.join(" ");
    };

    const clamp = value => Math.max(-reach, Math.min(reach, value));
    if (model.arrows) {
      const place = event => {
        const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        at = [clamp(point.x), clamp(-point.y)];
        show();
      };
      svg.addEventListener("pointerdown", event => { svg.setPointerCapture(event.pointerId); place(event); });
      svg.addEventListener("pointermove", event => { if (event.buttons) place(event); });
      svg.addEventListener("keydown", event => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        if (!step) return;
        event.preventDefault();
        at = [clamp(at[0] + 0.1 * step[0]), clamp(at[1] + 0.1 * step[1])];
        show();
      });
    }
    for (const input of figure.querySelectorAll("input")) input.addEventListener("input", show);
    const play = figure.querySelector(".play");
    play?.addEventListener("click", () => {
      const level = slider("level");
      level.value = 0;
      const tick = () => { show(); if (Number(level.value) < levels) { level.value = Number(level.value) + 1; setTimeout(tick, 60); } };
      tick();
    });
    controls.hidden = false;
    show();
  };

  const patience = 100; // times 100 ms
  const wait = tries => {
    const waiting = [...document.querySelectorAll(`[id="${id}"]`)].filter(figure => !figure.dataset.started);
    for (const figure of waiting) { figure.dataset.started = "yes"; start(figure); }
    if (waiting.length === 0 && tries < patience) setTimeout(wait, 100, tries + 1);
  };
  wait(0);
};
