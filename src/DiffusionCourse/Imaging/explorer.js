// Shows one column of a grid's pictures at a time. The pictures stay in the grid: nothing is embedded twice, nothing is fetched.
const startExplorer = (id, columns, rows) => {
  const patience = 100; // times 100 ms

  const start = figure => {
    const all = figure.querySelector("details");
    const pictures = [...all.querySelectorAll("img")];
    const sliders = [...figure.querySelectorAll(".controls input")];
    const lanes = [...figure.querySelectorAll(".lane")];

    const tell = (slider, value) => {
      slider.setAttribute("aria-valuetext", value);
      slider.closest(".slider").querySelector("output").textContent = value;
    };

    const show = () => {
      const column = Number(sliders[0].value);
      const row = sliders.length > 1 ? Number(sliders[1].value) : 0;
      tell(sliders[0], columns[column]);
      if (sliders.length > 1) tell(sliders[1], rows[row]);
      lanes.forEach((lane, at) => {
        const from = pictures[(sliders.length > 1 ? row : at) * columns.length + column];
        const picture = from.cloneNode();
        picture.style.maxWidth = "100%";
        lane.querySelector(".picture").replaceChildren(picture);
        lane.querySelector(".words").textContent = from.parentElement.querySelector(".caption")?.textContent ?? "";
      });
    };

    for (const slider of sliders) slider.addEventListener("input", show);
    show();
    for (const part of figure.querySelectorAll(".controls, .stage")) part.hidden = false;
    all.open = false;
  };

  // A page that shows the same output twice holds the id twice.
  const wait = tries => {
    const waiting = [...document.querySelectorAll(`[id="${id}"]`)].filter(figure => !figure.dataset.started);
    for (const figure of waiting) {
      figure.dataset.started = "yes";
      start(figure);
    }
    if (waiting.length === 0 && tries < patience) setTimeout(wait, 100, tries + 1);
  };
  wait(0);
};
