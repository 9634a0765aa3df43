// What the notebook in front runs on: kernel, device, model.
"use strict";
const vscode = require("vscode");
const course = require("./course");
const { notebookType } = require("./kernels");

const words = { off: "not started", starting: "starting", ready: "ready", running: "running" };

class StatusBar {
  #item = vscode.window.createStatusBarItem("diffusionCourse.kernel", vscode.StatusBarAlignment.Right, 100);
  /** What the library says of device and model, asked at each start of a kernel: a build, or another model, changes it. @type {{ device?: string, reason?: string, model?: string } | undefined} */
  #facts;
  /** The kernels at whose start it was asked. @type {WeakSet<import("./kernel").Kernel>} */
  #asked = new WeakSet();
  /** @type {vscode.Disposable[]} */
  #parts;

  /** @param {import("./kernels").Kernels} kernels @param {import("./obstacles").Obstacles} obstacles */
  constructor(kernels, obstacles) {
    this.kernels = kernels;
    this.obstacles = obstacles;
    this.#item.name = "DiffusionCourse";
    this.#item.command = "diffusionCourse.kernel";
    this.#parts = [this.#item, kernels.onDidChange(() => this.#show()), vscode.window.onDidChangeActiveNotebookEditor(() => this.#show())];
    this.#show();
  }

  dispose() { for (const part of this.#parts) part.dispose(); }

  #show() {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const kernel = notebook && this.kernels.find(notebook);
    if (!notebook || (notebook.notebookType !== notebookType && !kernel)) {
      this.#item.hide();
      return;
    }
    const state = kernel?.state ?? "off";
    const facts = this.#facts;
    this.#item.text = [`$(${state === "running" ? "sync~spin" : "circuit-board"}) C# ${words[state]}`, facts?.device?.toUpperCase(), facts?.model].filter(Boolean).join(" · ");
    this.#item.tooltip = `Kernel: C# (DiffusionCourse), ${words[state]}${facts ? `\nDevice: ${facts.reason}\nModel: ${facts.model ?? "none"}` : ""}`;
    this.#item.show();
    if (!kernel) return;
    if (state === "off") {
      this.#asked.delete(kernel);
    } else if (!this.#asked.has(kernel) && (!facts || state === "ready")) { // Where it shows something already, a kernel that starts has the cores first.
      this.#asked.add(kernel);
      void this.#ask(kernel);
    }
  }

  /** @param {import("./kernel").Kernel} kernel */
  async #ask(kernel) {
    const facts = await this.#factsOf(kernel.notebook);
    if (facts) {
      this.#facts = facts;
      this.#show();
    } else {
      this.#asked.delete(kernel); // Asked again when the kernel's state changes.
    }
  }

  /** @param {vscode.NotebookDocument} notebook */
  async #factsOf(notebook) {
    const ready = await this.obstacles.look(notebook.uri);
    if ("mend" in ready) return undefined;
    const { output, failed } = await course.runDotnet(ready.dotnet, [ready.program, "vscode", "status"], ready.root);
    try {
      return failed ? undefined : JSON.parse(output);
    } catch {
      return undefined;
    }
  }
}

module.exports = { StatusBar };
