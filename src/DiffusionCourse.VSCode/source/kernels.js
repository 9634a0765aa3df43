// The kernels of all notebooks that are open, and the controllers that VS Code asks to run cells.
"use strict";
const vscode = require("vscode");
const { Kernel } = require("./kernel");

const notebookType = "diffusion-course";
const types = [notebookType, "jupyter-notebook"];

/** @typedef {{ notebook: vscode.NotebookDocument, outcome: import("./kernel").Outcome | undefined }} Run */

class Kernels {
  /** @type {Map<vscode.NotebookDocument, Kernel>} */
  #kernels = new Map();
  /** The notebooks whose cells this runs. @type {Set<vscode.NotebookDocument>} */
  #selected = new Set();
  #changed = new vscode.EventEmitter();
  /** @type {vscode.EventEmitter<Run>} */
  #ended = new vscode.EventEmitter();

  /** @param {import("./obstacles").Obstacles} obstacles */
  constructor(obstacles) {
    this.obstacles = obstacles;
    /** The state of a kernel changed. */
    this.onDidChange = this.#changed.event;
    /** Cells of a notebook have run; without an outcome where they were stopped. @type {vscode.Event<Run>} */
    this.onDidRun = this.#ended.event;
    this.controllers = types.map(type => this.#controller(type));
    this.closing = vscode.workspace.onDidCloseNotebookDocument(notebook => this.#close(notebook));
  }

  /** @param {vscode.NotebookDocument} notebook */
  find(notebook) { return this.#kernels.get(notebook); }

  /**
   * The kernel of a notebook that is ours to run, started where nothing is in the way and no build runs; nothing is told.
   * @param {vscode.NotebookDocument} notebook
   */
  async warm(notebook) {
    if (notebook.notebookType !== notebookType && !this.#selected.has(notebook)) return undefined;
    const found = await this.obstacles.look(notebook.uri);
    if ("mend" in found || notebook.isClosed || this.obstacles.building) return undefined;
    const kernel = this.#kernelOf(notebook);
    kernel.start(found);
    return kernel;
  }

  /** @param {vscode.NotebookDocument} notebook */
  restart(notebook) {
    this.#kernels.get(notebook)?.stop();
    return this.warm(notebook);
  }

  stopAll() {
    for (const kernel of this.#kernels.values()) kernel.stop();
  }

  dispose() {
    this.stopAll();
    for (const part of [...this.controllers, this.closing, this.#changed, this.#ended]) part.dispose();
  }

  /** @param {string} type */
  #controller(type) {
    const controller = vscode.notebooks.createNotebookController(`${notebookType}.${type}`, type, "C# (DiffusionCourse)");
    controller.supportedLanguages = ["csharp"];
    controller.supportsExecutionOrder = true;
    controller.description = "The course's own cells";
    controller.executeHandler = (cells, notebook) => this.#run(cells, notebook, controller);
    controller.interruptHandler = notebook => this.#kernels.get(notebook)?.interrupt();
    controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
      if (selected) {
        this.#selected.add(notebook);
      } else {
        this.#selected.delete(notebook);
        this.#close(notebook);
      }
      this.#changed.fire(undefined);
    });
    return controller;
  }

  /** @param {vscode.NotebookCell[]} cells @param {vscode.NotebookDocument} notebook @param {vscode.NotebookController} controller */
  async #run(cells, notebook, controller) {
    const found = await this.#look(notebook);
    if (notebook.isClosed) return;
    if ("mend" in found) {
      // Not waited for: a message may stand in the bell for ever, and until this returns VS Code lets none of these cells start again.
      void this.obstacles.require(notebook.uri).then(async ready => {
        if (ready && this.#selected.has(notebook)) await this.#run(cells, notebook, controller);
      });
      return;
    }
    const outcome = await this.#kernelOf(notebook, controller).run(cells, found);
    if (!notebook.isClosed) this.#ended.fire({ notebook, outcome });
  }

  /** What the cells of a notebook need, or what is in their way, once no build replaces it. @param {vscode.NotebookDocument} notebook */
  async #look(notebook) {
    for (;;) {
      await this.obstacles.building;
      const found = await this.obstacles.look(notebook.uri);
      if (!this.obstacles.building) return found;
    }
  }

  /** @param {vscode.NotebookDocument} notebook @param {vscode.NotebookController} [controller] */
  #kernelOf(notebook, controller) {
    let kernel = this.#kernels.get(notebook);
    if (!kernel) {
      const own = controller ?? /** @type {vscode.NotebookController} */ (this.controllers[types.indexOf(notebook.notebookType)]);
      kernel = new Kernel(notebook, own, () => this.#changed.fire(undefined));
      this.#kernels.set(notebook, kernel);
    }
    return kernel;
  }

  /** @param {vscode.NotebookDocument} notebook */
  #close(notebook) {
    this.#kernels.get(notebook)?.stop();
    this.#kernels.delete(notebook);
    this.#changed.fire(undefined);
  }
}

module.exports = { Kernels, notebookType, types };
