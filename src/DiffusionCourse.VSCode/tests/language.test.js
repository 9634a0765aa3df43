// Which cells the compiler looks at, and whose mistakes stay in the panel.
"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { events, notebookOf, problems, until, vscode } = require("./vscode");
const { Language } = require("../source/language");

/** A notebook in front whose cells all have a mistake, once each has been looked at. @param {any} t @param {string[]} texts */
const start = async (t, texts) => {
  const notebook = notebookOf(texts);
  vscode.workspace.notebookDocuments = [notebook];
  problems.clear();
  /** The cells in the order in which they are looked at. @type {string[]} */
  const asked = [];
  /** Ends the look at a cell, where looks are held. @type {(() => void)[]} */
  const held = [];
  const of = { isHeld: false };
  const kernel = {
    state: "ready",
    ask: async (/** @type {string} */ _, /** @type {any} */ cell) => {
      asked.push(cell.text);
      if (of.isHeld) await new Promise(resolve => held.push(() => resolve(undefined)));
      return { diagnoses: [{ severity: "error", message: cell.text, start: 0, end: 1 }] };
    },
  };
  const ran = new vscode.EventEmitter();
  const language = new Language(/** @type {any} */ ({ warm: async () => kernel, find: () => kernel, onDidRun: ran.event }));
  t.after(() => { language.dispose(); notebook.isClosed = true; });
  ran.fire({ notebook });
  await until(() => problems.size === texts.length);
  asked.length = 0;
  const edit = (/** @type {any} */ cell) => { cell.document.version++; events.text.fire({ document: cell.document }); };
  const change = (/** @type {any[]} */ removedCells, /** @type {any[]} */ cellChanges = []) =>
    events.notebook.fire({ notebook, contentChanges: removedCells.length > 0 ? [{ removedCells, addedCells: [] }] : [], cellChanges });
  return { notebook, asked, held, of, edit, change };
};

const shown = () => [...problems.values()].flat().map(one => one.message);

test("the mistakes of a cell go with it", async t => {
  const { notebook, change } = await start(t, ["a", "b"]);
  change(notebook.cells.splice(0, 1));
  assert.deepEqual(shown(), ["b"]);
});

test("the mistakes of a cell go when it is no C# any more", async t => {
  const { notebook, asked, change } = await start(t, ["a", "b"]);
  const [cell] = notebook.cells;
  cell.document.languageId = "fsharp";
  change([], [{ cell, document: cell.document }]);
  await until(() => asked.length > 0);
  assert.deepEqual([shown(), asked], [["b"], ["b"]]);
});

test("typing in a later cell leaves no cell above it unseen", async t => {
  const { notebook, asked, held, of, edit } = await start(t, ["a", "b", "c", "d"]);
  edit(notebook.cells[1]);
  edit(notebook.cells[3]);
  await until(() => asked.length === 3);
  assert.deepEqual(asked, ["b", "c", "d"]);

  asked.length = 0;
  of.isHeld = true;
  edit(notebook.cells[0]);
  await until(() => held.length === 1);
  held[0]?.();
  await until(() => held.length === 2);
  // While b is looked at, the student types below it, and long enough for another look to begin.
  edit(notebook.cells[3]);
  await until(() => held.length === 3);
  of.isHeld = false;
  for (const end of held) end();
  await until(() => asked.length === 5);
  assert.deepEqual(asked, ["a", "b", "b", "c", "d"]);
});

test("a cell that is edited while it is looked at is looked at again", async t => {
  const { notebook, asked, held, of, edit } = await start(t, ["a", "b"]);
  of.isHeld = true;
  edit(notebook.cells[0]);
  await until(() => held.length === 1);
  of.isHeld = false;
  edit(notebook.cells[0]);
  held[0]?.();
  await until(() => asked.length === 3);
  assert.deepEqual(asked, ["a", "a", "b"]);
});
