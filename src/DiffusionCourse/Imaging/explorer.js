// Shows one column of a grid's pictures at a time. The pictures stay in the grid: nothing is embedded twice, nothing is fetched.
const startExplorer = (id, columns, rows) => {
  const patience = 100; // times 100 ms

  const start = figure => {
    const all = figure.querySelector("details");
    const pictures = [...all.querySelectorAll("img")];
    const sliders = [...figure.querySelectorAll(".controls input[type=range]")];
    const lanes = [...figure.querySelectorAll(".lane")];
    const [pin, loupe] = figure.querySelectorAll(".tools button, .tools input");
    const pinned = figure.querySelector(".pinned");

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
        picture.style.width = "";
        lane.querySelector(".picture").replaceChildren(picture);
        lane.querySelector(".words").textContent = from.parentElement.querySelector(".caption")?.textContent ?? "";
      });
    };

    // A second press takes the pinned pictures away.
    pin.addEventListener("click", () => {
      if (pinned.hasChildNodes()) pinned.replaceChildren();
      else for (const lane of lanes) {
        const copy = lane.cloneNode(true);
        copy.querySelector(".words").textContent = "Pinned: " + sliders.map(slider => slider.getAttribute("aria-valuetext")).join(", ");
        pinned.append(copy);
      }
      pinned.hidden = !pinned.hasChildNodes();
      pin.textContent = pinned.hidden ? "Pin this picture" : "Take the pinned picture away";
    });

    // One loupe for all pictures: what lies below the pointer in one is enlarged in each.
    const frames = () => figure.querySelectorAll(".stage .picture");
    const enlarge = () => { for (const frame of frames()) frame.classList.toggle("near", loupe.checked); };
    loupe.addEventListener("change", enlarge);
    figure.addEventListener("pointermove", event => {
      const frame = event.target.closest(".picture");
      if (!frame || !loupe.checked) return;
      const box = frame.getBoundingClientRect();
      const at = `${(100 * (event.clientX - box.left)) / box.width}% ${(100 * (event.clientY - box.top)) / box.height}%`;
      for (const other of frames()) if (other.firstChild) other.firstChild.style.transformOrigin = at;
      enlarge();
    });

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
