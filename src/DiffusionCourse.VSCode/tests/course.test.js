// Which dotnet builds the course, and what is said where none does: against small programs of this file's own.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { findSdk } = require("../source/course");

const skip = process.platform === "win32";

/** @param {string} version What --version prints; empty where it fails. @param {string[]} sdks What --list-sdks prints. */
const install = (version, sdks) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dotnet-"));
  const program = path.join(folder, "dotnet");
  const list = sdks.map(sdk => `echo "${sdk} [/usr/share/dotnet/sdk]"`).join("; ") || ":";
  fs.writeFileSync(program, `#!/bin/sh\nif [ "$1" = --list-sdks ]; then ${list}; exit 0; fi\n${version ? `echo ${version}` : "echo 'A compatible .NET SDK was not found.' >&2; exit 155"}\n`, { mode: 0o755 });
  return { folder, program };
};

test("a .NET 10 SDK is used", { skip }, async () => {
  const { folder, program } = install("10.0.401", ["10.0.401"]);
  assert.deepEqual(await findSdk(program, folder), { dotnet: program });
});

test("an older SDK is named", { skip }, async () => {
  const { folder, program } = install("8.0.100", ["6.0.400", "8.0.100"]);
  assert.deepEqual(await findSdk(program, folder), { found: "6.0.400, 8.0.100" });
});

test("a runtime alone is told apart", { skip }, async () => {
  const { folder, program } = install("", []);
  assert.deepEqual(await findSdk(program, folder), { found: "a runtime without an SDK" });
});

for (const version of ["", "8.0.100"]) {
  test(`a global.json that ${version ? "chooses an older SDK" : "asks for one that is not there"} is named, not the SDK`, { skip }, async () => {
    const { folder, program } = install(version, ["8.0.100", "10.0.401"]);
    const below = path.join(folder, "course");
    fs.mkdirSync(below);
    const pinned = path.join(folder, "global.json");
    fs.writeFileSync(pinned, "{}");
    assert.deepEqual(await findSdk(program, below), { found: "10.0.401", pinned });
  });
}

test("what cannot be started counts as none", { skip }, async () => {
  const { folder, program } = install("10.0.401", ["10.0.401"]);
  fs.chmodSync(program, 0o644);
  assert.deepEqual(await findSdk(program, folder), {});
  assert.deepEqual(await findSdk(path.join(folder, "nowhere"), folder), {});
});
