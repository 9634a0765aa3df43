// Completion, hover, signature help and diagnostics: the compiler's own, asked of the process that runs the cells.
"use strict";
const vscode = require("vscode");
const { isCode, textOf } = require("./kernel");
const { types } = require("./kernels");

const typingPause = 250;

/** A notebook that was just opened will be run soon: until then its process has the cores to itself, and nobody has typed a mistake. */
const openingPause = 5000;

/** @type {Record<string, vscode.CompletionItemKind>} */
const kinds = {
  class: vscode.CompletionItemKind.Class, constant: vscode.CompletionItemKind.Constant, delegate: vscode.CompletionItemKind.Class,
  enum: vscode.CompletionItemKind.Enum, enummember: vscode.CompletionItemKind.EnumMember, event: vscode.CompletionItemKind.Event,
  extensionmethod: vscode.CompletionItemKind.Method, field: vscode.CompletionItemKind.Field, interface: vscode.CompletionItemKind.Interface,
  keyword: vscode.CompletionItemKind.Keyword, local: vscode.CompletionItemKind.Variable, method: vscode.CompletionItemKind.Method,
  module: vscode.CompletionItemKind.Module, namespace: vscode.CompletionItemKind.Module, parameter: vscode.CompletionItemKind.Variable,
  property: vscode.CompletionItemKind.Property, rangevariable: vscode.CompletionItemKind.Variable, structure: vscode.CompletionItemKind.Struct,
  typeparameter: vscode.CompletionItemKind.TypeParameter,
};

/** A document whose line ends are line feeds, as the process sees it: an offset there, and a place here. @param {vscode.TextDocument} document */
const places = document => {
  const isWide = document.eol === vscode.EndOfLine.CRLF;
  return {
    offset: (/** @type {vscode.Position} */ position) => document.offsetAt(position) - (isWide ? position.line : 0),
    position: (/** @type {number} */ offset) => {
      if (!isWide) return document.positionAt(offset);
      const before = textOf(document).slice(0, offset).split("\n");
      return new vscode.Position(before.length - 1, (before.at(-1) ?? "").length);
    },
  };
};

class Language {
  #found = vscode.languages.createDiagnosticCollection("diffusionCourse");
  /** @type {Map<vscode.NotebookDocument, NodeJS.Timeout>} */
  #timers = new Map();
  /** The first cell of a notebook that has not been looked at since it, or one above it, changed. @type {Map<vscode.NotebookDocument, number>} */
  #next = new Map();
  /** Grows with each look at a notebook: an answer to an older one is dropped. @type {Map<vscode.NotebookDocument, number>} */
  #looks = new Map();
  /** @type {vscode.Disposable[]} */
  #parts;

  /** @param {import("./kernels").Kernels} kernels */
  constructor(kernels) {
    this.kernels = kernels;
    const selector = types.map(type => ({ notebookType: type, language: "csharp" }));
    this.#parts = [
      this.#found,
      vscode.languages.registerCompletionItemProvider(selector, this.#completion(), "."),
      vscode.languages.registerHoverProvider(selector, { provideHover: (document, position) => this.#hover(document, position) }),
      vscode.languages.registerSignatureHelpProvider(selector, { provideSignatureHelp: (document, position) => this.#signature(document, position) }, "(", ","),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        const cell = this.#cellOf(document);
        if (cell) this.#later(cell.notebook, cell.index);
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        // A cell that was moved is among the removed ones, too: the look finds its mistakes again.
        for (const cell of contentChanges.flatMap(change => change.removedCells)) this.#found.delete(cell.document.uri);
        if (contentChanges.length > 0) this.#later(notebook, 0);
        // Its text, or its language.
        for (const { cell, document } of cellChanges) if (document && cell.index >= 0) this.#later(notebook, cell.index);
      }),
      vscode.window.onDidChangeActiveNotebookEditor(editor => { if (editor) this.#open(editor.notebook); }),
      kernels.onDidRun(({ notebook }) => this.#later(notebook, 0)),
      vscode.workspace.onDidCloseNotebookDocument(notebook => {
        clearTimeout(this.#timers.get(notebook));
        this.#timers.delete(notebook);
        this.#next.delete(notebook);
        this.#looks.delete(notebook);
        for (const cell of notebook.getCells()) this.#found.delete(cell.document.uri);
      }),
    ];
    const open = vscode.window.activeNotebookEditor?.notebook;
    if (open) this.#open(open);
  }

  dispose() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const part of this.#parts) part.dispose();
  }

  /** @returns {vscode.CompletionItemProvider} */
  #completion() {
    /** @type {WeakMap<vscode.CompletionItem, { cell: vscode.NotebookCell, code: string, position: number }>} */
    const sources = new WeakMap();
    return {
      provideCompletionItems: async (document, position) => {
        const cell = this.#cellOf(document);
        const at = places(document);
        const code = textOf(document);
        const answer = cell && await (await this.kernels.warm(cell.notebook))?.ask("complete", cell, code, at.offset(position));
        if (!cell || !answer?.completions) return undefined;
        const range = new vscode.Range(at.position(answer.start), at.position(answer.end));
        return answer.completions.map((/** @type {{ text: string, kind: string }} */ found, /** @type {number} */ index) => {
          const item = new vscode.CompletionItem(found.text, kinds[found.kind] ?? vscode.CompletionItemKind.Text);
          item.range = range;
          item.sortText = String(index).padStart(5, "0");
          sources.set(item, { cell, code: code.slice(0, answer.start) + found.text + code.slice(answer.end), position: answer.start + 1 });
          return item;
        });
      },
      resolveCompletionItem: async item => {
        const source = sources.get(item);
        const answer = source && await this.kernels.find(source.cell.notebook)?.ask("inspect", source.cell, source.code, source.position);
        if (answer?.markdown) item.documentation = new vscode.MarkdownString(answer.markdown);
        return item;
      },
    };
  }

  /** @param {vscode.TextDocument} document @param {vscode.Position} position */
  async #hover(document, position) {
    const word = document.getWordRangeAtPosition(position, /[\p{L}_][\p{L}\p{N}_]*/u);
    const cell = word && this.#cellOf(document);
    const answer = cell && await (await this.kernels.warm(cell.notebook))?.ask("inspect", cell, textOf(document), places(document).offset(position));
    return answer?.markdown ? new vscode.Hover(new vscode.MarkdownString(answer.markdown), word) : undefined;
  }

  /** @param {vscode.TextDocument} document @param {vscode.Position} position */
  async #signature(document, position) {
    const cell = this.#cellOf(document);
    const answer = cell && await (await this.kernels.warm(cell.notebook))?.ask("signature", cell, textOf(document), places(document).offset(position));
    if (!answer?.signatures) return undefined;
    const help = new vscode.SignatureHelp();
    help.signatures = answer.signatures.map((/** @type {any} */ signature) => {
      const shown = new vscode.SignatureInformation(signature.label, signature.summary);
      shown.parameters = signature.parameters.map((/** @type {any} */ parameter) => new vscode.ParameterInformation(parameter.label, parameter.summary));
      return shown;
    });
    help.activeSignature = answer.activeSignature;
    help.activeParameter = answer.activeParameter;
    return help;
  }

  /** @param {vscode.NotebookDocument} notebook */
  #open(notebook) {
    void this.kernels.warm(notebook);
    this.#later(notebook, 0, openingPause);
  }

  /** Looks at the cells from one on, and at those above it that wait for a look, once nobody types. @param {vscode.NotebookDocument} notebook @param {number} from @param {number} [pause] */
  #later(notebook, from, pause = typingPause) {
    if (notebook.isClosed || !types.includes(notebook.notebookType)) return;
    this.#next.set(notebook, Math.min(this.#next.get(notebook) ?? from, from));
    clearTimeout(this.#timers.get(notebook));
    this.#timers.set(notebook, setTimeout(() => void this.#diagnose(notebook), pause));
  }

  /** @param {vscode.NotebookDocument} notebook */
  async #diagnose(notebook) {
    const look = (this.#looks.get(notebook) ?? 0) + 1;
    this.#looks.set(notebook, look);
    const kernel = await this.kernels.warm(notebook);
    for (;;) {
      // Cells that run have the cores to themselves: a look follows their end.
      if (!kernel || kernel.state === "running" || this.#looks.get(notebook) !== look) return;
      const index = this.#next.get(notebook) ?? 0;
      const cell = notebook.getCells()[index];
      if (!cell) {
        this.#next.delete(notebook);
        return;
      }
      const document = cell.document;
      if (!isCode(cell)) {
        this.#found.delete(document.uri);
        this.#next.set(notebook, index + 1);
        continue;
      }
      const version = document.version;
      const answer = await kernel.ask("diagnose", cell, textOf(document), 0);
      if (this.#looks.get(notebook) !== look || notebook.isClosed || kernel.state === "off") return;
      // What changed meanwhile has a look of its own to come.
      if (this.#next.get(notebook) !== index || cell.index !== index || document.version !== version) return;
      this.#next.set(notebook, index + 1);
      if (!answer?.diagnoses) continue;
      const at = places(document);
      this.#found.set(document.uri, answer.diagnoses.map((/** @type {any} */ one) => {
        const severity = one.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
        const shown = new vscode.Diagnostic(new vscode.Range(at.position(one.start), at.position(one.end)), one.message, severity);
        shown.code = one.code;
        shown.source = "C#";
        return shown;
      }));
    }
  }

  /** @param {vscode.TextDocument} document @returns {vscode.NotebookCell | undefined} */
  #cellOf(document) {
    if (document.uri.scheme !== "vscode-notebook-cell") return undefined;
    return vscode.workspace.notebookDocuments.filter(notebook => types.includes(notebook.notebookType))
      .flatMap(notebook => notebook.getCells()).find(cell => cell.document === document);
  }
}

module.exports = { Language };
