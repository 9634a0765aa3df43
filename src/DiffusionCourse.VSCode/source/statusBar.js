// What the notebook in front runs on: kernel, device, model.
"use strict";
const vscode = require("vscode");
const course = require("./course");
const { notebookType } = require("./kernels");

const words = { off: "not started", starting: "starting", ready: "ready", running: "running" };

class StatusBar {
  #item = vscode.window.createStatusBarItem("diffusionCourse.kernel", vscode.StatusBarAlignment.Right, 100);
  /** What the library says of device and model, asked once. @type {{ device?: string, reason?: string, model?: string } | undefined} */
  #facts;
  #asked = false;
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
    if (state !== "off" && !this.#asked) {
      this.#asked = true;
      void this.#ask(notebook);
    }
  }

  /** @param {vscode.NotebookDocument} notebook */
  async #ask(notebook) {
    const ready = await this.obstacles.look(notebook.uri);
    if ("mend" in ready) return;
    const { text, failed } = await course.runDotnet(ready.dotnet, [ready.program, "vscode", "status"], ready.root);
    if (failed) return;
    this.#facts = JSON.parse(text);
    this.#show();
  }
}

module.exports = { StatusBar };
