// As much of VS Code as the parts of the extension need to be tried without it. To be required before them.
"use strict";
const Module = require("node:module");

class EventEmitter {
  /** @type {Set<(event: any) => void>} */
  #listeners = new Set();
  event = (/** @type {(event: any) => void} */ listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  /** @param {any} [event] */
  fire(event) { for (const listener of [...this.#listeners]) listener(event); }
  dispose() { this.#listeners.clear(); }
}

class NotebookCellOutputItem {
  /** @param {Uint8Array} data @param {string} mime */
  constructor(data, mime) { Object.assign(this, { data, mime }); }
  static text = (/** @type {string} */ text, mime = "text/plain") => new NotebookCellOutputItem(Buffer.from(text), mime);
  static stdout = (/** @type {string} */ text) => NotebookCellOutputItem.text(text, "stdout");
  static stderr = (/** @type {string} */ text) => NotebookCellOutputItem.text(text, "stderr");
  static json = (/** @type {any} */ value, /** @type {string} */ mime) => NotebookCellOutputItem.text(JSON.stringify(value), mime);
  static error = (/** @type {{ message: string }} */ error) => NotebookCellOutputItem.text(error.message, "error");
}

class CancellationTokenSource {
  token = { isCancellationRequested: false };
  cancel() { this.token.isCancellationRequested = true; }
  dispose() {}
}

/** The messages that stand in the window: each is answered by the test, or never. @type {{ text: string, answer: (button: string | undefined) => void }[]} */
const messages = [];
const say = (/** @type {string} */ text) => new Promise(answer => messages.push({ text, answer }));

const events = {
  closed: new EventEmitter(), text: new EventEmitter(), notebook: new EventEmitter(), editor: new EventEmitter(),
};

/** What the settings say. @type {Record<string, unknown>} */
const settings = {};

/** The problems of each document. @type {Map<any, any[]>} */
const problems = new Map();

/** The controllers that were made, each with what the tests need of it. @type {any[]} */
const controllers = [];

const statusBar = { text: "", tooltip: "", hide: () => {}, show: () => {}, dispose: () => {} };

/** @type {any} */
const vscode = {
  EventEmitter, NotebookCellOutputItem, CancellationTokenSource,
  NotebookCellOutput: class { constructor(/** @type {any[]} */ items) { this.items = items; } },
  Range: class { constructor(/** @type {any} */ start, /** @type {any} */ end) { Object.assign(this, { start, end }); } },
  Diagnostic: class { constructor(/** @type {any} */ range, /** @type {string} */ message) { Object.assign(this, { range, message }); } },
  NotebookCellKind: { Markup: 1, Code: 2 }, DiagnosticSeverity: { Error: 0, Warning: 1 }, EndOfLine: { LF: 1, CRLF: 2 },
  CompletionItemKind: {}, StatusBarAlignment: { Right: 2 }, ProgressLocation: { Notification: 15 },
  Uri: { file: (/** @type {string} */ fsPath) => ({ scheme: "file", fsPath }) },
  commands: { executeCommand: async () => {} },
  languages: {
    createDiagnosticCollection: () => ({
      set: (/** @type {any} */ uri, /** @type {any[]} */ found) => problems.set(uri, found),
      delete: (/** @type {any} */ uri) => problems.delete(uri),
      dispose: () => {},
    }),
    registerCompletionItemProvider: () => ({ dispose: () => {} }),
    registerHoverProvider: () => ({ dispose: () => {} }),
    registerSignatureHelpProvider: () => ({ dispose: () => {} }),
  },
  notebooks: {
    createNotebookController: () => {
      const selection = new EventEmitter();
      const controller = {
        selection, onDidChangeSelectedNotebooks: selection.event, dispose: () => {},
        /** Each cell's executions that have not ended. @type {Set<any>} */
        open: new Set(),
        createNotebookCellExecution: (/** @type {any} */ cell) => {
          if (cell.index < 0) throw new Error("CANNOT execute cell that has been REMOVED from notebook");
          if (controller.open.has(cell)) throw new Error("duplicate execution");
          controller.open.add(cell);
          return {
            cell, start: () => {}, clearOutput: async () => {}, appendOutput: async () => {}, appendOutputItems: async () => {},
            replaceOutput: async () => {}, replaceOutputItems: async () => {},
            end: (/** @type {boolean | undefined} */ passed) => {
              controller.open.delete(cell);
              cell.ends.push(passed);
            },
          };
        },
      };
      controllers.push(controller);
      return controller;
    },
  },
  window: {
    activeNotebookEditor: undefined, onDidChangeActiveNotebookEditor: events.editor.event, createStatusBarItem: () => statusBar,
    showWarningMessage: say, showErrorMessage: say, showInformationMessage: say,
    withProgress: (/** @type {any} */ _, /** @type {any} */ run) => run({ report: () => {} }, { onCancellationRequested: () => {} }),
  },
  workspace: {
    isTrusted: true, workspaceFolders: [], notebookDocuments: [],
    getConfiguration: () => ({ get: (/** @type {string} */ name, /** @type {any} */ usual) => settings[name] ?? usual }),
    onDidCloseNotebookDocument: events.closed.event, onDidChangeTextDocument: events.text.event, onDidChangeNotebookDocument: events.notebook.event,
  },
};

const loader = /** @type {any} */ (Module);
const load = loader._load;
loader._load = (/** @type {string} */ name, /** @type {any[]} */ ...more) => name === "vscode" ? vscode : load(name, ...more);

/** A notebook of the course with cells of these texts. @param {string[]} texts @param {string} [file] */
const notebookOf = (texts, file = "/course/notebooks/a.dib") => {
  /** @type {any} */
  const notebook = { uri: vscode.Uri.file(file), notebookType: "diffusion-course", isClosed: false, isUntitled: false, cells: [], getCells: () => [...notebook.cells] };
  notebook.cells = texts.map(text => ({
    notebook, kind: 2, ends: [], outputs: [], text,
    get index() { return notebook.cells.indexOf(this); },
    document: { uri: { scheme: "vscode-notebook-cell" }, languageId: "csharp", version: 1, eol: 1, getText: () => text, positionAt: (/** @type {number} */ at) => at },
  }));
  return notebook;
};

/** Waits until something holds. @param {() => unknown} holds */
const until = async holds => {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 500) throw new Error(`It did not come to hold: ${holds}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
};

module.exports = { vscode, controllers, events, messages, notebookOf, problems, settings, statusBar, until };
