// What cells show, as VS Code's outputs.
"use strict";
const vscode = require("vscode");

/** @typedef {import("./cellProcess").Message} Message */
/** @typedef {import("./cellProcess").CellError} CellError */

/** @param {Record<string, unknown>} data */
const itemsOf = data => Object.entries(data).map(([mime, content]) =>
  typeof content === "string"
    ? mime.startsWith("image/") && mime !== "image/svg+xml"
      ? new vscode.NotebookCellOutputItem(Buffer.from(content, "base64"), mime)
      : vscode.NotebookCellOutputItem.text(content, mime)
    : vscode.NotebookCellOutputItem.json(content, mime));

/** Whether nothing would be seen, only an empty row. @param {Record<string, unknown>} data */
const isEmpty = data => data["text/html"] === "" || data["text/html"] === undefined && Object.values(data).every(content => content === "");

const [red, green, plain] = ["\u001b[31m", "\u001b[32m", "\u001b[0m"];

/**
 * An error: its kind and message, then where it is. VS Code makes a link of "Cell In[3], line 2".
 * @param {CellError} error @param {number} order The number of the execution.
 */
const errorItem = (error, order) => {
  const at = error.location;
  const lines = [];
  if (at) {
    const own = at.place === placeOf(order);
    lines.push(own ? `Cell In[${order}], line ${at.line}` : `${green}${at.place}, line ${at.line}${plain}`);
    if (at.source) {
      lines.push(`    ${at.source}`);
      if (at.column > 0) lines.push(`    ${at.source.slice(0, at.column - 1).replace(/[^\t]/g, " ")}${red}^${plain}`);
    }
  }
  const [, name, message] = /^(?:Exception|Compilation)$/.test(error.kind) && /^(\w+): ([^]*)$/.exec(error.message) || [, nameOf(error.kind), error.message];
  const stack = [`${red}${name}${plain}: ${message}`, ...lines, ...(error.details ?? [])].join("\n");
  return vscode.NotebookCellOutputItem.error({ name: name ?? "", message: message ?? "", stack });
};

/** @param {string} kind */
const nameOf = kind => kind === "Crash" ? "The process ended" : kind === "Interrupted" ? "Stopped" : kind;

/** What errors call the cell of an execution. @param {number} order */
const placeOf = order => `cell ${order}`;

/** Takes what one execution shows. Console text is gathered for a moment, so that a loop of prints is quick. */
class CellOutputs {
  static #gather = 40;
  /** Outputs without content whose rows are gone, those of earlier cells among them. @type {WeakSet<vscode.NotebookCellOutput>} */
  static #dropped = new WeakSet();
  /** @type {vscode.NotebookCellOutput[]} */
  #shown = [];
  /** @type {{ stream: string, output: vscode.NotebookCellOutput } | undefined} */
  #console;
  #text = "";
  #textStream = "";
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {Set<vscode.NotebookCellOutput>} */
  #empty = new Set();
  /** @type {Thenable<unknown>} */
  #last = Promise.resolve();

  /**
   * @param {vscode.NotebookCellExecution} execution
   * @param {Map<string, vscode.NotebookCellOutput>} displays All outputs of the process by their names, those of earlier cells among them.
   * @param {Thenable<unknown>} cleared Ends when what the cell showed before is gone.
   */
  constructor(execution, displays, cleared) {
    this.execution = execution;
    this.displays = displays;
    this.#do(cleared);
  }

  /** @param {Message} message */
  take(message) {
    if (message.type === "stream") {
      this.#print(message.stream ?? "stdout", message.text ?? "");
    } else if (message.type === "display" && message.data) {
      this.flush();
      const output = new vscode.NotebookCellOutput(itemsOf(message.data));
      this.displays.set(message.output ?? "", output);
      this.#add(output);
    } else if (message.type === "update" && message.data) {
      this.flush();
      const output = this.displays.get(message.output ?? "");
      if (output) this.#replace(output, message.data);
    }
  }

  /** @param {CellError} error @param {number} order */
  fail(error, order) {
    this.flush();
    this.#add(new vscode.NotebookCellOutput([errorItem(error, order)]));
  }

  /** Waits until all stands in the cell. */
  async settle() {
    this.flush();
    this.#dropEmpty();
    await this.#last;
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text.length === 0) return;
    const text = this.#text;
    this.#text = "";
    const item = this.#textStream === "stderr" ? vscode.NotebookCellOutputItem.stderr(text) : vscode.NotebookCellOutputItem.stdout(text);
    if (this.#console && this.#console.stream === this.#textStream && this.#shown.at(-1) === this.#console.output) {
      // VS Code's object does not take it, and is what #dropEmpty shows again.
      this.#console.output.items.push(item);
      this.#do(this.execution.appendOutputItems(item, this.#console.output));
      return;
    }
    const output = new vscode.NotebookCellOutput([item]);
    this.#add(output);
    this.#console = { stream: this.#textStream, output };
  }

  /** @param {string} stream @param {string} text */
  #print(stream, text) {
    if (stream !== this.#textStream) this.flush();
    this.#textStream = stream;
    this.#text += text;
    this.#timer ??= setTimeout(() => this.flush(), CellOutputs.#gather);
  }

  /** @param {vscode.NotebookCellOutput} output */
  #add(output) {
    this.#dropEmpty();
    this.#shown.push(output);
    this.#do(this.execution.appendOutput(output));
  }

  /** @param {vscode.NotebookCellOutput} output @param {Record<string, unknown>} data */
  #replace(output, data) {
    output.items = itemsOf(data);
    if (CellOutputs.#dropped.has(output)) {
      if (isEmpty(data)) return;
      CellOutputs.#dropped.delete(output);
      this.#add(output);
      return;
    }
    if (isEmpty(data) && this.#shown.includes(output)) this.#empty.add(output);
    else this.#empty.delete(output);
    this.#do(this.execution.replaceOutputItems(output.items, output));
  }

  /** A progress bar that ended leaves an output without content: its row goes, too, until it has content again. */
  #dropEmpty() {
    if (this.#empty.size === 0) return;
    for (const output of this.#empty) CellOutputs.#dropped.add(output);
    this.#shown = this.#shown.filter(output => !this.#empty.delete(output));
    this.#do(this.execution.replaceOutput(this.#shown));
  }

  /** @param {Thenable<unknown>} edit */
  #do(edit) {
    this.#last = Promise.all([this.#last, edit]).catch(() => {}); // The cell was deleted meanwhile.
  }
}

module.exports = { CellOutputs, placeOf };
