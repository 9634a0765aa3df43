// What a cell shows, against a cell that is only a list.
"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
require("./vscode");
const { CellOutputs } = require("../source/outputs");

/** A cell, as VS Code keeps it: of what it is given it has copies. */
const start = () => {
  /** @type {{ of: any, items: any[] }[]} */
  let shown = [];
  const copy = (/** @type {any} */ output) => ({ of: output, items: [...output.items] });
  const find = (/** @type {any} */ output) => shown.find(one => one.of === output);
  /** @type {any} */
  const execution = {
    appendOutput: async (/** @type {any} */ output) => { shown.push(copy(output)); },
    appendOutputItems: async (/** @type {any} */ item, /** @type {any} */ output) => { find(output)?.items.push(item); },
    replaceOutput: async (/** @type {any[]} */ outputs) => { shown = outputs.map(copy); },
    replaceOutputItems: async (/** @type {any[]} */ items, /** @type {any} */ output) => { const one = find(output); if (one) one.items = [...items]; },
  };
  return { execution, texts: () => shown.map(one => one.items.map(item => item.data.toString()).join("")) };
};

/** @param {CellOutputs} outputs @param {string} text */
const print = (outputs, text) => { outputs.take({ type: "stream", text }); outputs.flush(); };

test("console text stays when a progress bar goes", async () => {
  const { execution, texts } = start();
  const outputs = new CellOutputs(execution, new Map(), Promise.resolve());
  outputs.take({ type: "display", output: "bar", data: { "text/html": "50 %" } });
  for (const text of ["one ", "two ", "three"]) print(outputs, text);
  outputs.take({ type: "update", output: "bar", data: { "text/html": "" } });
  await outputs.settle();
  assert.deepEqual(texts(), ["one two three"]);
});

test("a display that was emptied shows again once it has content, in a later cell, too", async () => {
  const displays = new Map();
  const first = start();
  const outputs = new CellOutputs(first.execution, displays, Promise.resolve());
  const update = (/** @type {CellOutputs} */ outputs, /** @type {string} */ html) => outputs.take({ type: "update", output: "bar", data: { "text/html": html } });
  outputs.take({ type: "display", output: "bar", data: { "text/html": "1" } });
  update(outputs, "");
  print(outputs, "text");
  assert.deepEqual(first.texts(), ["text"]);
  update(outputs, "");
  update(outputs, "2");
  assert.deepEqual(first.texts(), ["text", "2"]);
  update(outputs, "");
  await outputs.settle();
  assert.deepEqual(first.texts(), ["text"]);

  const second = start();
  const later = new CellOutputs(second.execution, displays, Promise.resolve());
  update(later, "3");
  update(later, "4");
  await later.settle();
  assert.deepEqual(second.texts(), ["4"]);
});
