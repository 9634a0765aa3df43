// The kernel of one notebook: its process, its queue of cells, and what has run in it.
"use strict";
const path = require("node:path");
const vscode = require("vscode");
const { CellProcess } = require("./cellProcess");
const { CellOutputs, placeOf } = require("./outputs");

/** @typedef {import("./obstacles").Ready} Ready */

class Kernel {
  /** @type {CellProcess | undefined} */
  #process;
  #isWarm = false;
  #order = 0;
  #running = 0;
  /** Grows with each stop: what was queued before it does not run. */
  #stops = 0;
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();
  /** The text of each cell as it ran last in this process. @type {Map<vscode.NotebookCell, string>} */
  #ran = new Map();
  /** @type {Map<string, vscode.NotebookCellOutput>} */
  #displays = new Map();

  /**
   * @param {vscode.NotebookDocument} notebook
   * @param {vscode.NotebookController} controller
   * @param {() => void} onChange Called when what the status bar shows has changed.
   */
  constructor(notebook, controller, onChange) {
    this.notebook = notebook;
    this.controller = controller;
    this.onChange = onChange;
  }

  /** @returns {"off" | "starting" | "ready" | "running"} */
  get state() { return this.#running > 0 ? "running" : !this.#process ? "off" : this.#isWarm ? "ready" : "starting"; }

  /** Starts the process, unless it runs. It warms up on its own. @param {Ready} ready */
  start(ready) {
    if (this.#process && !this.#process.hasEnded) return this.#process;
    this.#forgetCells();
    /** @type {CellProcess} */
    const started = new CellProcess(ready.dotnet, ready.program, this.#folder(ready), () => {
      // A cell that runs says so itself.
      if (this.#process === started && this.#running === 0) this.#forget();
    });
    this.#process = started;
    this.#isWarm = false;
    this.onChange();
    void started.ready().then(() => {
      if (this.#process !== started) return;
      this.#isWarm = true;
      this.onChange();
    });
    return started;
  }

  /**
   * Runs cells, one after another; one that fails ends it.
   * @param {vscode.NotebookCell[]} cells @param {Ready} ready
   */
  async run(cells, ready) {
    const stops = this.#stops;
    const executions = cells.map(cell => this.controller.createNotebookCellExecution(cell));
    this.#running++;
    this.onChange();
    const turn = this.#queue.then(async () => {
      let goesOn = true;
      /** @type {Promise<void>[]} */
      const shown = [];
      for (const execution of executions) {
        if (goesOn && stops === this.#stops) goesOn = await this.#runOne(execution, ready, shown);
        else execution.end(undefined);
      }
      await Promise.all(shown);
    });
    this.#queue = turn.catch(() => {});
    try {
      await turn;
    } finally {
      this.#running--;
      this.onChange();
    }
  }

  /** Stops the cell that runs, and those that wait. */
  interrupt() {
    this.#stops++;
    this.#process?.interrupt();
  }

  /** Ends the process. The next cell starts another. */
  stop() {
    this.#stops++;
    const process = this.#process;
    this.#forget();
    process?.dispose();
  }

  /**
   * Asks about the code of a cell; undefined where nothing can be asked.
   * @param {"complete" | "inspect" | "signature" | "diagnose"} type
   * @param {vscode.NotebookCell} cell @param {string} code @param {number} position
   */
  ask(type, cell, code, position) {
    const above = this.notebook.getCells().slice(0, cell.index)
      .filter(other => isCode(other) && this.#ran.get(other) !== other.document.getText())
      .map(other => textOf(other.document));
    return this.#process?.ask(type, code, position, above);
  }

  /**
   * Runs a cell. The next one need not wait until the window has drawn what this one shows.
   * @param {vscode.NotebookCellExecution} execution @param {Ready} ready
   * @param {Promise<void>[]} shown Takes what ends when all stands in the cell.
   * @returns {Promise<boolean>} Whether the next cell runs.
   */
  async #runOne(execution, ready, shown) {
    const cell = execution.cell;
    const order = ++this.#order;
    execution.executionOrder = order;
    execution.start(Date.now());
    const cleared = execution.clearOutput();
    const code = textOf(cell.document);
    if (code.trim().length === 0) {
      shown.push(new CellOutputs(execution, this.#displays, cleared).settle().then(() => execution.end(true, Date.now())));
      return true;
    }
    const process = this.start(ready);
    const outputs = new CellOutputs(execution, this.#displays, cleared);
    const asking = new vscode.CancellationTokenSource();
    const text = cell.document.getText();
    const done = await process.run(placeOf(order), code, message => {
      if (message.type === "input") void this.#readLine(process, asking.token);
      else outputs.take(message);
    });
    const ended = Date.now();
    asking.cancel();
    asking.dispose();
    if (done.stateLost) this.#forgetCells();
    if (done.type === "ended") {
      const wasStopped = this.#process !== process;
      if (!wasStopped) this.#forget();
      outputs.fail(wasStopped
        ? { kind: "Interrupted", message: "The kernel was restarted while the cell ran.", details: [] }
        : { kind: "Crash", message: done.text ?? "The course's process ended.", details: [] }, order);
    } else if (done.type === "fault") {
      outputs.fail({ kind: "Command", message: done.text ?? "The cell was refused.", details: [] }, order);
    } else if (done.error) {
      outputs.fail(done.error, order);
    } else {
      this.#ran.set(cell, text);
    }
    const passed = done.type === "done" && !done.error;
    shown.push(outputs.settle().then(() => execution.end(passed, ended)));
    return passed;
  }

  /** @param {CellProcess} process @param {vscode.CancellationToken} cellEnds */
  async #readLine(process, cellEnds) {
    const line = await vscode.window.showInputBox({ title: "The cell reads a line", prompt: "Enter gives it the line; Escape ends the text.", ignoreFocusOut: true }, cellEnds);
    if (!cellEnds.isCancellationRequested) process.input(line);
  }

  /** @param {Ready} ready */
  #folder(ready) {
    const uri = this.notebook.uri;
    return uri.scheme === "file" && !this.notebook.isUntitled ? path.dirname(uri.fsPath) : path.join(ready.root, "notebooks");
  }

  #forget() {
    this.#process = undefined;
    this.#order = 0;
    this.#forgetCells();
    this.onChange();
  }

  #forgetCells() {
    this.#ran.clear();
    this.#displays.clear();
  }
}

/** @param {vscode.NotebookCell} cell */
const isCode = cell => cell.kind === vscode.NotebookCellKind.Code && cell.document.languageId === "csharp";

/** What the cells' process is sent: line ends are line feeds there. @param {vscode.TextDocument} document */
const textOf = document => document.getText().replaceAll("\r\n", "\n");

module.exports = { Kernel, isCode, textOf };
