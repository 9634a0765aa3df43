// The kernel of one notebook: its process, its queue of cells, and what has run in it.
"use strict";
const path = require("node:path");
const vscode = require("vscode");
const { CellProcess } = require("./cellProcess");
const { CellOutputs, placeOf } = require("./outputs");

/** @typedef {import("./obstacles").Ready} Ready */
/** @typedef {"ran" | "failed"} Outcome */

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
  /** The cells that run or wait: VS Code takes no second execution of one. @type {Set<vscode.NotebookCell>} */
  #queued = new Set();
  /** The cells that failed when they ran last. VS Code's own summary of a cell comes later than its end. @type {Set<vscode.NotebookCell>} */
  #failed = new Set();
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
   * @returns {Promise<Outcome | undefined>} Whether a cell of the notebook has failed; undefined where the run was stopped.
   */
  async run(cells, ready) {
    const stops = this.#stops;
    // Cells may have been deleted, or started again, while they waited for a build. An execution that is refused would leave those before it open.
    const executions = cells.filter(cell => cell.index >= 0 && !this.#queued.has(cell)).map(cell => this.controller.createNotebookCellExecution(cell));
    if (executions.length === 0) return undefined;
    for (const execution of executions) this.#queued.add(execution.cell);
    this.#running++;
    this.onChange();
    const turn = this.#queue.then(async () => {
      let goesOn = true;
      /** @type {Promise<void>[]} */
      const shown = [];
      for (const execution of executions) {
        const isDeleted = execution.cell.index < 0;
        if (!isDeleted && goesOn && stops === this.#stops) goesOn = await this.#runOne(execution, ready, shown);
        else this.#end(execution, undefined);
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
    if (stops !== this.#stops) return undefined;
    return [...this.#failed].some(cell => cell.index >= 0) ? "failed" : "ran";
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
    const stops = this.#stops;
    const order = ++this.#order;
    execution.executionOrder = order;
    execution.start(Date.now());
    const cleared = execution.clearOutput();
    const code = textOf(cell.document);
    if (code.trim().length === 0) {
      this.#failed.delete(cell);
      shown.push(new CellOutputs(execution, this.#displays, cleared).settle().then(() => this.#end(execution, true, Date.now())));
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
    if (stops === this.#stops) this.#failed[passed ? "delete" : "add"](cell);
    shown.push(outputs.settle().then(() => this.#end(execution, passed, ended)));
    return passed;
  }

  /** @param {vscode.NotebookCellExecution} execution @param {boolean | undefined} passed @param {number} [time] */
  #end(execution, passed, time) {
    this.#queued.delete(execution.cell);
    execution.end(passed, time);
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
