// What a reader of a notebook waits for, measured through the protocol. The course must be built; on a quiet machine:
//   node tests/measure.js interrupts [COUNT]    from an interrupt at a random moment of a generation to the next cell's answer
//   node tests/measure.js notebooks [FILE...]   Run All beside the course's own runner; the twelve parts by default
//   node tests/measure.js language [COUNT]      completion and hover
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { CellProcess } = require("../source/cellProcess");
const course = require("../source/course");
const dib = require("../source/dib");

const root = path.join(__dirname, "..", "..", "..");
const program = course.findProgram(root);
const setUp = "#!import ../artifacts/course/setup.dib";
const limit = 1000;

/** Starts the cells' process of a notebook. @param {string} folder */
const start = folder => {
  if (program === undefined) throw new Error("The course has not been built: run 'dotnet build' first.");
  return new CellProcess("dotnet", program, folder, () => {});
};

/** Runs a cell that has to pass. @param {CellProcess} cells @param {string} code */
const run = async (cells, code) => {
  const done = await cells.run("cell", code, () => {});
  if (done.type !== "done" || done.error) throw new Error(`${code}\n${done.error?.message ?? done.text}`);
  return done;
};

/** @param {number[]} times @param {number} part */
const quantile = (times, part) => /** @type {number} */ ([...times].sort((one, other) => one - other)[Math.min(times.length - 1, Math.floor(times.length * part))]);

/** @param {number[]} times Milliseconds. */
const distribution = times => `${times.length}: median ${quantile(times, 0.5).toFixed(0)} ms, 95 % within ${quantile(times, 0.95).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`;

/** Loads the model and counts from 0. @param {CellProcess} cells */
const load = async cells => {
  await run(cells, setUp);
  await run(cells, "var pipeline = await StableDiffusionPipeline.LoadAsync(); var kept = 0;");
};

/** @param {number} steps */
const generation = steps => `await pipeline.GenerateAsync(new("a red apple, flat style, blue background") { Steps = ${steps}, GuidanceScale = 3, Seed = 1 })`;

/** @param {number} count */
const interrupts = async count => {
  const cells = start(path.join(root, "notebooks"));
  await load(cells);
  // Short ones are interrupted while the text is encoded or the picture decoded, too; long ones between two steps.
  const lengths = [];
  for (const steps of [2, 8, 40, 400]) {
    const begin = performance.now();
    await run(cells, generation(steps));
    lengths.push({ steps, milliseconds: performance.now() - begin });
  }
  /** @type {number[]} */
  const times = [];
  let [completed, ended, kept] = [0, 0, 0];
  for (let round = 1; round <= count; round++) {
    const { steps, milliseconds } = /** @type {typeof lengths[0]} */ (lengths[1 + round % 3]);
    const stopped = cells.run("cell", generation(steps), () => {});
    await new Promise(resolve => setTimeout(resolve, Math.random() * milliseconds));
    const moment = performance.now();
    cells.interrupt();
    const done = await stopped;
    if (!done.error) completed++;
    let shown = "";
    await cells.run("cell", done.stateLost ? "0" : "++kept", message => { shown += message.data?.["text/plain"] ?? ""; });
    times.push(performance.now() - moment);
    if (done.stateLost) {
      ended++;
      kept = 0;
      await load(cells);
    } else if (shown !== String(++kept)) {
      throw new Error(`After interrupt ${round} the next cell showed '${shown}'.`);
    }
  }
  cells.dispose();
  console.log(`interrupts ${distribution(times)}; processes that had to be ended: ${ended}; generations that were done before: ${completed}`);
  if (Math.max(...times) > limit) process.exitCode = 1;
};

/** @param {string[]} files */
const notebooks = async files => {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), "course-site-"));
  for (const file of files) {
    const begin = performance.now();
    const cells = start(path.dirname(file));
    let failed = 0;
    for (const cell of dib.read(fs.readFileSync(file, "utf8")).cells.filter(cell => cell.kernel === "csharp")) {
      if ((await cells.run("cell", cell.text, () => {})).error) failed++;
    }
    const served = (performance.now() - begin) / 1000;
    cells.dispose();
    const between = performance.now();
    const { status } = spawnSync("dotnet", [String(program), "run", file, "--output", site], { cwd: root, stdio: "ignore" });
    const ran = (performance.now() - between) / 1000;
    const faults = failed > 0 || status !== 0 ? `, ${failed} cells failed, the runner ended with ${status}` : "";
    console.log(`${path.basename(file)}: Run All ${served.toFixed(1)} s, runner ${ran.toFixed(1)} s, ${(served / ran).toFixed(2)} x${faults}`);
  }
  fs.rmSync(site, { recursive: true });
};

/** @param {number} count */
const language = async count => {
  const cells = start(path.join(root, "notebooks"));
  await run(cells, setUp);
  for (const [type, code, position] of /** @type {const} */ ([["complete", "Course.", 7], ["complete", "var picture = Mat", 17], ["inspect", "Course.CheckSetup()", 9], ["signature", "Course.PromptsFor(", 18]])) {
    /** @type {number[]} */
    const times = [];
    for (let round = 0; round < count; round++) {
      const begin = performance.now();
      // Typed code differs each time.
      if (await cells.ask(type, `var n${round} = ${round};\n${code}`, `var n${round} = ${round};\n`.length + position, []) === undefined) throw new Error(`${type} had no answer`);
      times.push(performance.now() - begin);
    }
    console.log(`${type} ${code} first ${/** @type {number} */ (times[0]).toFixed(0)} ms; ${distribution(times)}`);
  }
  cells.dispose();
};

const [what, ...rest] = process.argv.slice(2);
const parts = () => course.notebooksIn(root, "").map(part => part.path);
const measurements = {
  interrupts: () => interrupts(Number(rest[0] ?? 100)),
  notebooks: () => notebooks(rest.length > 0 ? rest.map(file => path.resolve(file)) : parts()),
  language: () => language(Number(rest[0] ?? 50)),
};
const chosen = Object.entries(measurements).find(([name]) => name === what)?.[1];
if (!chosen) {
  console.error(`measure.js takes one of ${Object.keys(measurements).join(", ")}.`);
  process.exitCode = 2;
} else {
  void chosen();
}
