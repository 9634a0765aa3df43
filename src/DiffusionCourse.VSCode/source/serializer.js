// .dib files as VS Code's notebooks, and back.
"use strict";
const vscode = require("vscode");
const dib = require("./dib");

/** Names of kernels that VS Code calls otherwise. @type {Record<string, string>} */
const languages = { pwsh: "powershell", value: "plaintext", kql: "plaintext" };

/** @param {string} kernel */
const languageOf = kernel => languages[kernel] ?? kernel;

/** @param {vscode.NotebookCellData} cell */
const kernelOf = cell => {
  if (cell.kind === vscode.NotebookCellKind.Markup) return "markdown";
  const stood = cell.metadata?.["dib"]?.kernel;
  if (stood && stood !== "markdown" && languageOf(stood) === cell.languageId) return stood;
  return Object.keys(languages).find(kernel => languages[kernel] === cell.languageId) ?? cell.languageId;
};

/** @implements {vscode.NotebookSerializer} */
class DibSerializer {
  /** @param {Uint8Array} content */
  deserializeNotebook(content) {
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
      throw new Error("The file is not UTF-8, so it is not opened as a notebook: saved, it would not be what it was. Open it with the text editor.");
    }
    const { layout, cells } = dib.read(text);
    const data = new vscode.NotebookData(cells.map(({ kernel, text, source }) => {
      const isProse = kernel === "markdown";
      const cell = new vscode.NotebookCellData(isProse ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code, text, languageOf(kernel));
      cell.metadata = { dib: source };
      return cell;
    }));
    data.metadata = { dib: layout };
    return data;
  }

  /** @param {vscode.NotebookData} data */
  serializeNotebook(data) {
    const cells = data.cells.map(cell => ({ kernel: kernelOf(cell), text: cell.value, source: cell.metadata?.["dib"] }));
    return new TextEncoder().encode(dib.write(data.metadata?.["dib"] ?? dib.usualLayout(), cells));
  }
}

module.exports = { DibSerializer };
