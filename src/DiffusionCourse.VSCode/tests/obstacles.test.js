// What is in the way of cells, and the build that mends it, with a dotnet of this file's own.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { messages, settings, until, vscode } = require("./vscode");
const { Obstacles } = require("../source/obstacles");

const skip = process.platform === "win32";

/** A course that has not been built, and a notebook of it. */
const clone = () => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "course-")));
  fs.mkdirSync(path.join(root, "notebooks"));
  fs.writeFileSync(path.join(root, "DiffusionCourse.sln"), "");
  return { root, notebook: vscode.Uri.file(path.join(root, "notebooks", "a.dib")) };
};

/** A dotnet whose builds end in a way. @param {boolean} succeeds */
const install = succeeds => {
  const program = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "dotnet-")), "dotnet");
  const build = "mkdir -p artifacts/course artifacts/bin/DiffusionCourse.Cli/debug; touch artifacts/course/setup.dib artifacts/bin/DiffusionCourse.Cli/debug/course.dll";
  fs.writeFileSync(program, `#!/bin/sh\nif [ "$1" = --version ]; then echo 10.0.401; exit 0; fi\n${succeeds ? build : "exit 1"}\n`, { mode: 0o755 });
  settings["dotnet"] = program;
  messages.length = 0;
  const log = /** @type {any} */ ({ info: () => {}, error: () => {}, show: () => {} });
  return new Obstacles(log, () => {});
};

test("what is built is the notebook's course, whichever folder is open", { skip }, async () => {
  const [own, other] = [clone(), clone()];
  for (const open of [[], [path.dirname(own.root)], [other.root]]) {
    fs.rmSync(path.join(own.root, "artifacts"), { recursive: true, force: true });
    vscode.workspace.workspaceFolders = open.map(folder => ({ uri: vscode.Uri.file(folder) }));
    const obstacles = install(true);
    const ready = obstacles.require(own.notebook);
    await until(() => messages.length > 0);
    assert.match(messages[0]?.text ?? "", /not been built yet/);
    messages[0]?.answer("Build");
    assert.equal((await ready)?.root, own.root);
  }
  assert.equal(fs.existsSync(path.join(other.root, "artifacts")), false);
});

test("a build that failed has ended, whether or not its message is answered", { skip }, async () => {
  const { notebook } = clone();
  const obstacles = install(false);
  const building = obstacles.build(notebook);
  assert.ok(obstacles.building);
  assert.equal(await building, false);
  assert.equal(obstacles.building, undefined);
  assert.match(messages[0]?.text ?? "", /could not be built/);
});

test("nothing is built in a folder that is not trusted", { skip }, async t => {
  t.after(() => { vscode.workspace.isTrusted = true; });
  vscode.workspace.isTrusted = false;
  const { root, notebook } = clone();
  assert.equal(await install(true).build(notebook), false);
  await until(() => messages.length > 0);
  assert.match(messages[0]?.text ?? "", /not trusted/);
  assert.equal(fs.existsSync(path.join(root, "artifacts")), false);
});

test("a folder that the installed tool laid out runs with that tool, and is not built", { skip }, async () => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "course-")));
  const notebook = vscode.Uri.file(path.join(root, "notebooks", "a.dib"));
  const [library, program] = [path.join(root, "artifacts", "course"), path.join(root, "course.dll")];
  fs.mkdirSync(path.join(root, "notebooks"));
  fs.mkdirSync(library, { recursive: true });
  for (const file of [program, path.join(library, "setup.dib")]) fs.writeFileSync(file, "");
  fs.writeFileSync(path.join(library, "program.txt"), `${program}\n`);
  const obstacles = install(true);
  assert.equal((await obstacles.require(notebook))?.program, program);
  assert.equal(await obstacles.build(notebook), false);
  assert.match(messages[0]?.text ?? "", /nothing to build/);
  assert.equal(fs.existsSync(path.join(root, "artifacts", "bin")), false);

  fs.rmSync(program);
  void obstacles.require(notebook);
  await until(() => messages.length > 1);
  assert.match(messages[1]?.text ?? "", /Run its 'course start course-[^']*' again/);
});
