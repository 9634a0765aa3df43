// Which cells run, and what becomes of them, against a small server of this file's own.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { controllers, notebookOf, until } = require("./vscode");
const { Kernels } = require("../source/kernels");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "course-"));
const program = path.join(folder, "server.js");
// A cell passes, at once or after a moment, fails, or waits until it is interrupted.
fs.writeFileSync(program, `
  const write = message => process.stdout.write(JSON.stringify(message) + "\\n");
  const error = kind => ({ kind, message: kind, details: [] });
  let waiting;
  require("node:readline").createInterface({ input: process.stdin }).on("line", line => {
    const { type, id, code } = JSON.parse(line);
    if (type === "interrupt") write({ type: "done", id: waiting, error: error("Interrupted") });
    else if (type === "ready") write({ type, id });
    else if (code === "wait") waiting = id;
    else if (code === "slow") setTimeout(() => write({ type: "done", id }), 300);
    else write({ type: "done", id, ...(code === "fail" ? { error: error("Exception") } : {}) });
  }).on("close", () => process.exit(0));`);
const ready = { dotnet: process.execPath, program, root: folder };

/** Kernels of a course that is as a test says, with a notebook of these cells. @param {any} t @param {string[]} texts */
const start = (t, texts) => {
  /** @type {any} */
  const obstacles = { found: ready, building: undefined, look: async () => obstacles.found, require: async () => obstacles.found };
  const kernels = new Kernels(obstacles);
  t.after(() => kernels.dispose());
  const controller = controllers.at(-2);
  const notebook = notebookOf(texts, path.join(folder, "a.dib"));
  controller.selection.fire({ notebook, selected: true });
  /** @type {any[]} */
  const outcomes = [];
  kernels.onDidRun(run => outcomes.push(run.outcome));
  const run = (/** @type {number[]} */ ...cells) => controller.executeHandler(cells.map(at => notebook.cells[at]), notebook);
  return { obstacles, kernels, controller, notebook, outcomes, run, ends: () => notebook.cells.map((/** @type {any} */ cell) => cell.ends) };
};

test("cells do not wait for a message; they run once what it told is mended", async t => {
  const { obstacles, notebook, run } = start(t, ["1", "2"]);
  /** @type {((ready: any) => void)[]} */
  const answers = [];
  obstacles.found = { mend: () => {} };
  obstacles.require = () => new Promise(answer => answers.push(answer));
  await run(0, 1);
  await run(0);
  const [first, second] = notebook.cells;
  assert.deepEqual([first.ends, second.ends], [[], []]);
  notebook.cells.pop();
  obstacles.found = ready;
  for (const answer of answers) answer(ready);
  await until(() => first.ends.length > 0);
  assert.deepEqual([first.ends, second.ends], [[true], []]);
});

test("nothing starts while a build runs, and cells wait for its end", async t => {
  const { obstacles, kernels, notebook, run, ends } = start(t, ["1"]);
  let end = () => {};
  obstacles.building = new Promise(resolve => { end = () => { obstacles.building = undefined; resolve(true); }; });
  assert.equal(await kernels.warm(notebook), undefined);
  const running = run(0);
  await new Promise(resolve => setTimeout(resolve, 50));
  assert.equal(kernels.find(notebook), undefined);
  end();
  await running;
  assert.deepEqual(ends(), [[true]]);
});

test("a notebook has failed as long as one of its cells has", async t => {
  const { notebook, outcomes, run, ends } = start(t, ["1", "fail", "3"]);
  await run(0, 1, 2);
  assert.deepEqual(ends(), [[true], [false], [undefined]]);
  await run(0);
  notebook.cells.splice(1, 1);
  await run(0);
  assert.deepEqual(outcomes, ["failed", "failed", "ran"]);
});

test("a run that is interrupted or restarted has no outcome", async t => {
  const { kernels, notebook, outcomes, run, ends } = start(t, ["1", "wait", "3"]);
  for (const stop of ["interrupt", "stop"]) {
    const running = run(0, 1, 2);
    await until(() => notebook.cells[0].ends.length > 0);
    await new Promise(resolve => setTimeout(resolve, 50));
    /** @type {any} */ (kernels.find(notebook))[stop]();
    await running;
    assert.deepEqual(ends(), [[true], [false], [undefined]]);
    for (const cell of notebook.cells) cell.ends.length = 0;
  }
  await run(2);
  assert.deepEqual(outcomes, [undefined, undefined, "ran"]);
});

test("cells that are deleted while they wait do not run, and hold up no others", async t => {
  const { controller, notebook, run } = start(t, ["slow", "fail", "3"]);
  const all = [...notebook.cells];
  // Deleted while another cell runs.
  const running = run(0, 1, 2);
  await until(() => controller.open.size === 3);
  notebook.cells.splice(1, 1);
  await running;
  assert.deepEqual(all.map(cell => cell.ends), [[true], [undefined], [true]]);

  // Deleted before VS Code is asked for their executions.
  notebook.cells = [...all];
  const again = run(0, 1, 2);
  notebook.cells.splice(1, 1);
  await again;
  assert.deepEqual(all.map(cell => cell.ends), [[true, true], [undefined], [true, true]]);
  assert.equal(controller.open.size, 0);
});
