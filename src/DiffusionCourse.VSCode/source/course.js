// The course's folder: where its program lies, and which notebooks it has. Knows nothing of VS Code.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { execFile } = require("node:child_process");

const solution = "DiffusionCourse.sln";
const wantedMajor = 10;
const patience = 20_000;

/** @param {string} folder */
const isClone = folder => fs.existsSync(path.join(folder, solution));

/** What each notebook imports: a build writes it, or 'course start'. @param {string} root */
const setUpOf = root => path.join(root, "artifacts", "course", "setup.dib");

/** Where 'course start' says which installed program laid a folder out. @param {string} root */
const startedBy = root => path.join(root, "artifacts", "course", "program.txt");

/** @param {string} folder */
const isCourse = folder => fs.existsSync(path.join(folder, "notebooks")) && (isClone(folder) || fs.existsSync(setUpOf(folder)));

/** The course that a folder is in. @param {string} folder @returns {string | undefined} */
const findAbove = folder => isCourse(folder) ? folder : path.dirname(folder) === folder ? undefined : findAbove(path.dirname(folder));

/**
 * The program that was built last, or that laid the folder out; undefined where it or the library that notebooks import is missing.
 * @param {string} root @returns {string | undefined}
 */
const findProgram = root => {
  if (!fs.existsSync(setUpOf(root))) return undefined;
  if (!isClone(root)) return fs.existsSync(startedBy(root)) ? [fs.readFileSync(startedBy(root), "utf8").trim()].find(file => fs.existsSync(file)) : undefined;
  const builds = path.join(root, "artifacts", "bin", "DiffusionCourse.Cli");
  const folders = fs.existsSync(builds) ? fs.readdirSync(builds) : [];
  const programs = folders.map(name => path.join(builds, name, "course.dll")).filter(file => fs.existsSync(file));
  const time = (/** @type {string} */ file) => fs.statSync(file).mtimeMs;
  return programs.sort((one, other) => time(other) - time(one))[0];
};

/** @param {string} dotnet @param {string[]} words @param {string} folder @returns {Promise<{ output: string, text: string, failed: boolean, missing: boolean }>} */
const runDotnet = (dotnet, words, folder) => new Promise(resolve => {
  execFile(dotnet, words, { cwd: folder, timeout: patience, windowsHide: true, env: { ...process.env, DOTNET_NOLOGO: "1" } }, (error, output, errors) =>
    resolve({ output, text: (output + errors).trim(), failed: error !== null, missing: typeof error?.code === "string" }));
});

/** Where dotnet may lie. @param {string} stated What the settings say; empty for nothing. */
const dotnetPlaces = stated => {
  if (stated) return [stated];
  const name = process.platform === "win32" ? "dotnet.exe" : "dotnet";
  const usual = process.platform === "win32"
    ? [path.join(process.env["ProgramFiles"] ?? "C:\\Program Files", "dotnet")]
    : ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet", "/opt/dotnet"];
  const folders = [process.env["DOTNET_ROOT"] ?? "", path.join(os.homedir(), ".dotnet"), ...usual].filter(folder => folder.length > 0);
  return [name, ...folders.map(folder => path.join(folder, name)).filter(file => fs.existsSync(file))];
};

/** The file that says which SDK is used in a folder. @param {string} folder @returns {string | undefined} */
const globalJsonAbove = folder => {
  const file = path.join(folder, "global.json");
  return fs.existsSync(file) ? file : path.dirname(folder) === folder ? undefined : globalJsonAbove(path.dirname(folder));
};

/**
 * Looks for an SDK that builds the course.
 * @param {string} stated @param {string} folder
 * @returns {Promise<{ dotnet?: string, found?: string, pinned?: string }>} The dotnet that has it, else the versions that were found
 * and, where the wanted one is among them, the global.json that asks for another.
 */
const findSdk = async (stated, folder) => {
  /** @type {{ found?: string, pinned?: string }} */
  let best = {};
  for (const dotnet of dotnetPlaces(stated)) {
    const { text, failed, missing } = await runDotnet(dotnet, ["--version"], folder);
    if (!failed && Number.parseInt(text, 10) === wantedMajor) return { dotnet };
    if (missing) continue;
    const lists = (await runDotnet(dotnet, ["--list-sdks"], os.tmpdir())).text;
    const versions = [...lists.matchAll(/^(\d+\.\d+\.\S+)/gm)].map(match => match[1] ?? "");
    const wanted = versions.filter(version => Number.parseInt(version, 10) === wantedMajor);
    const pinned = wanted.length > 0 ? globalJsonAbove(folder) : undefined;
    if (pinned) best = { found: wanted.join(", "), pinned };
    else if (best.found === undefined) best = { found: versions.length > 0 ? versions.join(", ") : "a runtime without an SDK" };
  }
  return best;
};

/** @typedef {{ path: string, name: string, title: string }} CourseNotebook */

/** @param {string} file */
const titleOf = file => /^# +(.+?)\s*$/m.exec(fs.readFileSync(file, "utf8"))?.[1] ?? path.basename(file, ".dib");

/** The notebooks of a folder of the course, in their order. @param {string} root @param {string} folder @returns {CourseNotebook[]} */
const notebooksIn = (root, folder) => {
  const full = path.join(root, "notebooks", folder);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full).filter(name => name.endsWith(".dib")).sort().map(name => ({
    path: path.join(full, name), name: path.posix.join(folder, name), title: titleOf(path.join(full, name)),
  }));
};

/** The page that a run wrote of a notebook. @param {string} root @param {string} file */
const pageOf = (root, file) => {
  const relative = path.relative(path.join(root, "notebooks"), file).replace(/\.(dib|ipynb)$/, ".html");
  return path.join(root, "artifacts", "site", relative);
};

module.exports = { findAbove, findProgram, findSdk, isClone, notebooksIn, pageOf, runDotnet };
