(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // What the reader has seen and done. Without a place to keep it, the pages work as before.
  const storeName = "course-progress:" + document.body.dataset.site;
  const read = () => { try { return JSON.parse(localStorage.getItem(storeName)) || {}; } catch { return {}; } };
  const change = (page, values) => {
    const progress = read();
    progress[page] = { ...progress[page], ...values };
    try { localStorage.setItem(storeName, JSON.stringify(progress)); } catch { /* not kept */ }
  };

  const copy = async (button, text) => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };

  const setFolded = (cell, folded) => {
    const button = cell.querySelector(".fold");
    cell.querySelector(".source").hidden = folded;
    cell.classList.toggle("folded", folded);
    button.textContent = folded ? "Show code" : "Hide code";
    button.setAttribute("aria-expanded", String(!folded));
  };

  const prepareCells = () => {
    const cells = all(".cell");
    for (const cell of cells) {
      const source = cell.querySelector(".source");
      const name = cell.querySelector("b").textContent.toLowerCase();
      const fold = make("button", { type: "button", className: "fold", textContent: "Hide code" });
      fold.setAttribute("aria-expanded", "true");
      fold.setAttribute("aria-controls", source.id);
      fold.addEventListener("click", () => setFolded(cell, !source.hidden));
      const button = make("button", { type: "button", className: "copy", textContent: "Copy", title: "Copy the code of " + name });
      button.addEventListener("click", () => copy(button, source.textContent));
      cell.querySelector(".side").append(fold, button);
    }
    const facts = document.querySelector(".facts");
    if (facts && cells.length > 1) {
      const foldAll = make("button", { type: "button", className: "fold-all", textContent: "Hide all code" });
      foldAll.addEventListener("click", () => {
        const folded = foldAll.textContent === "Hide all code";
        cells.forEach(cell => setFolded(cell, folded));
        foldAll.textContent = folded ? "Show all code" : "Hide all code";
      });
      facts.append(foldAll);
    }
    // Only what scrolls needs to be reached with the keyboard: seen anew at every size, and not while it is hidden and has none.
    const settle = block => {
      if (block.clientWidth === 0) return;
      if (block.scrollWidth > block.clientWidth + 1 || block.scrollHeight > block.clientHeight + 1) block.tabIndex = 0;
      else block.removeAttribute("tabindex");
    };
    const blocks = all("pre, .scroll, .output, .prose table").filter(block => block.matches("[tabindex], .output, table"));
    const sizes = new ResizeObserver(changes => changes.forEach(change => settle(change.target)));
    addEventListener("load", () => blocks.forEach(block => { settle(block); sizes.observe(block); }));
  };

  const prepareProgress = () => {
    const page = document.body.dataset.page;
    const mark = document.querySelector(".mark");
    if (!page || !mark) return;
    change(page, { visited: true });
    const show = () => {
      const done = Boolean((read()[page] || {}).done);
      mark.setAttribute("aria-pressed", String(done));
      mark.textContent = done ? "Done ✓" : "Mark as done";
    };
    mark.addEventListener("click", () => { change(page, { done: mark.getAttribute("aria-pressed") !== "true" }); show(); });
    mark.parentElement.hidden = false;
    show();
  };

  const prepareIndex = () => {
    const entries = all(".notebooks li[data-page]").filter(entry => entry.querySelector("h3 a"));
    const bar = document.querySelector(".progress");
    if (!bar) return;
    const counted = entries.filter(entry => !entry.closest("details"));
    const show = () => {
      const progress = read();
      const done = counted.filter(entry => (progress[entry.dataset.page] || {}).done).length;
      bar.querySelector("progress").max = counted.length;
      bar.querySelector("progress").value = done;
      bar.querySelector("span").textContent = done + " of " + counted.length + " done";
      for (const entry of entries) {
        const state = progress[entry.dataset.page] || {};
        entry.querySelector(".tick input").checked = Boolean(state.done);
        entry.querySelector(".seen").textContent = state.done ? "" : state.visited ? "opened" : "";
      }
    };
    for (const entry of entries) {
      const tick = make("label", { className: "tick" });
      const box = make("input", { type: "checkbox" });
      box.setAttribute("aria-label", "Done: " + entry.querySelector("h3").textContent);
      box.addEventListener("change", () => { change(entry.dataset.page, { done: box.checked }); show(); });
      tick.append(box, "done");
      entry.querySelector(".state").append(make("span", { className: "seen" }), tick);
    }
    bar.hidden = counted.length === 0;
    show();
    addEventListener("pageshow", show);
  };

  // Finding words on this page: marks all places and goes from one to the next.
  const prepareFind = () => {
    const form = document.querySelector(".find");
    if (!form) return;
    const [input, count] = [form.querySelector("input"), form.querySelector("output")];
    const blocks = "p, li, td, th, dt, dd, h1, h2, h3, h4, pre, caption, figcaption, summary";
    let places = [], current = -1;
    const textNodes = block => {
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, node =>
        node.parentElement.closest("script, style, button, .tip, annotation") || node.parentElement.closest(blocks) !== block ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      return nodes;
    };
    const rangeAt = (nodes, start, end) => {
      const range = document.createRange();
      let offset = 0;
      for (const node of nodes) {
        const next = offset + node.length;
        if (start >= offset && start < next) range.setStart(node, start - offset);
        if (end > offset && end <= next) { range.setEnd(node, end - offset); return range; }
        offset = next;
      }
      return range;
    };
    const search = words => {
      const found = [];
      const pattern = new RegExp(words.split(" ").map(word => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\s+"), "gi");
      for (const block of all(blocks, document.querySelector("main"))) {
        const nodes = textNodes(block);
        for (const match of nodes.map(node => node.data).join("").matchAll(pattern)) {
          if (found.length === 1000) return found;
          found.push(rangeAt(nodes, match.index, match.index + match[0].length));
        }
      }
      return found;
    };
    const mark = () => {
      if (!CSS.highlights) return;
      CSS.highlights.set("found", new Highlight(...places));
      CSS.highlights.set("found-current", new Highlight(...places.slice(current, current + 1)));
    };
    const go = step => {
      if (places.length === 0) return;
      current = current < 0 && step < 0 ? places.length - 1 : (current + step + places.length) % places.length;
      const element = places[current].startContainer.parentElement;
      const cell = element.closest(".cell.folded");
      if (cell && element.closest(".source")) setFolded(cell, false);
      element.closest("details")?.setAttribute("open", "");
      element.scrollIntoView({ block: "center" });
      count.textContent = current + 1 + " of " + places.length;
      mark();
    };
    input.addEventListener("input", () => {
      const words = input.value.trim().replace(/\s+/g, " ");
      places = words.length > 1 ? search(words) : [];
      current = -1;
      count.textContent = words.length > 1 ? places.length + " found" : "";
      mark();
    });
    form.addEventListener("submit", event => { event.preventDefault(); go(1); });
    input.addEventListener("keydown", event => {
      if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); go(-1); }
      if (event.key === "Escape") { input.value = ""; input.dispatchEvent(new Event("input")); }
    });
    form.hidden = false;
  };

  // Finding words in the whole course, from the list of notebooks.
  const prepareFindAll = () => {
    const form = document.querySelector(".find-all");
    const data = document.getElementById("course-text");
    if (!form || !data) return;
    const sections = JSON.parse(data.textContent).map(section => ({ ...section, lower: (section.heading + " " + section.text).toLowerCase() }));
    const [input, count, results] = [form.querySelector("input"), form.querySelector(".count"), form.querySelector(".results")];
    const excerpt = (text, words) => {
      const lower = text.toLowerCase();
      const word = words.find(one => lower.includes(one));
      // Words that stand in the heading alone: the section's beginning, and nothing is marked.
      if (word === undefined) return make("p", { textContent: text.slice(0, 120) + (text.length > 120 ? " …" : "") });
      const at = lower.indexOf(word);
      const start = Math.max(0, at - 60);
      const place = make("p", {});
      place.append((start > 0 ? "… " : "") + text.slice(start, at), make("mark", { textContent: text.slice(at, at + word.length) }), text.slice(at + word.length, at + 120) + " …");
      return place;
    };
    input.addEventListener("input", () => {
      const words = input.value.trim().toLowerCase().split(/\s+/).filter(word => word.length > 1);
      const found = words.length ? sections.filter(section => words.every(word => section.lower.includes(word))) : [];
      count.textContent = words.length ? found.length + (found.length === 1 ? " section" : " sections") : "";
      results.replaceChildren(...found.slice(0, 30).map(section => {
        const entry = make("li", {});
        const link = make("a", { href: section.page + (section.anchor ? "#" + encodeURIComponent(section.anchor) : "") });
        link.textContent = section.heading === section.title ? section.title : section.title + ": " + section.heading;
        entry.append(link, excerpt(section.text, words));
        return entry;
      }));
    });
    form.addEventListener("submit", event => { event.preventDefault(); results.querySelector("a")?.focus(); });
    form.hidden = sections.length === 0;
  };

  // Escape closes the explanation of a word, for the mouse and for the keyboard.
  const prepareTerms = () => {
    addEventListener("keydown", event => {
      if (event.key === "Escape") all(".term:is(:hover, :focus)").forEach(term => term.classList.add("closed"));
    });
    for (const term of all(".term")) {
      for (const left of ["mouseleave", "blur"]) term.addEventListener(left, () => term.classList.remove("closed"));
      // An explanation keeps within the window.
      const tip = term.querySelector(".tip");
      for (const shown of ["mouseenter", "focus"]) term.addEventListener(shown, () => {
        tip.style.translate = "";
        const over = tip.getBoundingClientRect().right + 12 - document.documentElement.clientWidth;
        if (over > 0) tip.style.translate = -over + "px";
      });
    }
  };

  prepareCells();
  prepareTerms();
  prepareProgress();
  prepareIndex();
  prepareFind();
  prepareFindAll();
})();
