// What the status bar says of device and model, with a program of this file's own.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { notebookOf, statusBar, until, vscode } = require("./vscode");
const { StatusBar } = require("../source/statusBar");

test("device and model are asked again at each start, and after a try that failed", async t => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "course-"));
  const program = path.join(root, "status.js");
  const answer = (/** @type {string} */ code) => fs.writeFileSync(program, code);
  const facts = (/** @type {string} */ model) => `console.error("a warning"); console.log(JSON.stringify({ device: "cpu", model: "${model}" }));`;
  const notebook = notebookOf(["1"]);
  const kernel = { notebook, state: "off" };
  const changed = new vscode.EventEmitter();
  vscode.window.activeNotebookEditor = { notebook };
  let looks = 0;
  const obstacles = { look: async () => { looks++; return { dotnet: process.execPath, program, root }; } };
  const bar = new StatusBar(/** @type {any} */ ({ find: () => kernel, onDidChange: changed.event }), /** @type {any} */ (obstacles));
  t.after(() => bar.dispose());
  const become = (/** @type {string} */ state) => { kernel.state = state; changed.fire(); };

  answer("console.log('no JSON')");
  become("starting");
  await until(() => looks === 1);
  answer(facts("first"));
  await until(() => { become("ready"); return statusBar.text.includes("first"); });
  assert.match(statusBar.text, /C# ready · CPU · first$/);

  answer(facts("second"));
  const before = looks;
  become("running");
  become("ready");
  assert.equal(looks, before);
  become("off");
  become("starting");
  assert.equal(looks, before);
  become("ready");
  await until(() => statusBar.text.includes("second"));
  assert.equal(looks, before + 1);
});
