// The client of the protocol, against a small server of this file's own.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { CellProcess } = require("../source/cellProcess");

/** Starts a server that answers each request by what a function gives, as text. @param {string} answer @param {number} [version] */
const start = (answer, version = 1) => {
  const program = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "course-")), "server.js");
  fs.writeFileSync(program, `
    process.stdout.write(JSON.stringify({ type: "hello", version: ${version}, process: 7 }) + "\\n");
    const answer = ${answer};
    require("node:readline").createInterface({ input: process.stdin }).on("line", line => answer(JSON.parse(line), text => process.stdout.write(text)))
      .on("close", () => process.exit(0));`);
  /** @type {(reason: string) => void} */
  let end = () => {};
  const ended = new Promise(resolve => { end = resolve; });
  return { cells: new CellProcess(process.execPath, program, os.tmpdir(), reason => end(reason)), ended };
};

const line = "message => JSON.stringify(message) + '\\n'";

test("what a cell shows comes in order, however the bytes are cut", async () => {
  const { cells, ended } = start(`(request, write) => {
    const line = ${line};
    const all = Buffer.from(line({ type: "stream", id: request.id, text: "é漢😀" }) + line({ type: "stream", id: 99, text: "of no request" }) + line({ type: "done", id: request.id, milliseconds: 1 }));
    for (let at = 0; at < all.length; at += 3) process.stdout.write(all.subarray(at, at + 3));
  }`);
  /** @type {string[]} */
  const shown = [];
  const done = await cells.run("cell 1", "1", message => shown.push(message.text ?? ""));
  assert.deepEqual(shown, ["é漢😀"]);
  assert.equal(done.type, "done");
  assert.equal(cells.worker, 7);
  cells.dispose();
  assert.match(String(await ended), /ended with 0/);
});

test("a long output is one message", async () => {
  const { cells } = start(`(request, write) => { const line = ${line}; write(line({ type: "stream", id: request.id, text: "x".repeat(5e6) }) + line({ type: "done", id: request.id })); }`);
  let length = 0;
  await cells.run("cell 1", "1", message => { length += message.text?.length ?? 0; });
  assert.equal(length, 5e6);
  cells.dispose();
});

test("a process that falls ends what waits for it, and what comes after", async () => {
  const { cells, ended } = start("() => { process.stderr.write('out of luck'); process.exit(3); }");
  const done = await cells.run("cell 1", "1", () => {});
  assert.equal(done.type, "ended");
  assert.match(String(await ended), /ended with 3\. out of luck/);
  assert.equal((await cells.run("cell 2", "1", () => {})).type, "ended");
  assert.equal(await cells.ask("inspect", "x", 0, []), undefined);
});

test("it is ready when the server says so", async () => {
  const { cells } = start(`(request, write) => { const line = ${line}; setTimeout(() => write(line({ type: request.type, id: request.id })), 50); }`);
  let isReady = false;
  const ready = cells.ready().then(() => { isReady = true; });
  assert.equal(isReady, false);
  await ready;
  cells.dispose();
});

test("another version of the protocol is refused with what to do", async () => {
  const { ended } = start("() => {}", 2);
  assert.match(String(await ended), /version 2 .*course vscode install/);
});

test("a program that is not there is told", async () => {
  const reason = await new Promise(resolve => new CellProcess("/nowhere/dotnet", "course.dll", os.tmpdir(), resolve));
  assert.match(String(reason), /did not start/);
});
