// The commands of the palette, the tool bar and the side bar.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const course = require("./course");
const { notebookType } = require("./kernels");

/** @typedef {{ obstacles: import("./obstacles").Obstacles, kernels: import("./kernels").Kernels, contents: import("./contents").Contents }} Parts */

/** @param {string} file */
const open = file => vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(file), notebookType);

/** The notebook in front. */
const current = () => vscode.window.activeNotebookEditor?.notebook;

/** @param {Parts} parts @param {number} by */
const step = async ({ contents }, by) => {
  const all = contents.all();
  const at = all.findIndex(notebook => notebook.path === current()?.uri.fsPath);
  const next = all[at + by];
  if (at < 0 || !next) void vscode.window.showInformationMessage(at < 0 ? "This notebook is not one of the course." : "There is no further notebook.");
  else await open(next.path);
};

/** @param {Parts} parts */
const openCourse = async ({ obstacles, contents }) => {
  const first = contents.all()[0];
  if (!first) {
    const found = await obstacles.look();
    if ("mend" in found && await vscode.window.showWarningMessage(found.text, found.button) === found.button) await found.mend();
    return;
  }
  await vscode.commands.executeCommand("diffusionCourse.contents.focus");
  await open((contents.all().find(notebook => contents.statusOf(notebook) === undefined) ?? first).path);
};

/** A webview follows no link to another file. */
const linkScript = `<script>{ const editor = acquireVsCodeApi(); addEventListener("click", event => {
  const to = event.target instanceof Element && event.target.closest("a[href]")?.getAttribute("href");
  if (!to || /^[a-z][a-z0-9+.-]*:/i.test(to) || !/\\.html(#.*)?$/.test(to)) return;
  event.preventDefault();
  event.stopPropagation();
  editor.postMessage(to);
}, true); }</script>`;

/** Shows a page in the browser, or in the editor where its files lie on another machine than the browser. @param {string} page */
const showPage = async page => {
  if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
    await vscode.env.openExternal(vscode.Uri.file(page));
    return;
  }
  const panel = vscode.window.createWebviewPanel("diffusionCourse.page", "", vscode.ViewColumn.Active, { enableScripts: true, enableFindWidget: true });
  let shown = page;
  const show = (/** @type {string} */ file) => {
    shown = file;
    panel.title = path.basename(file, ".html");
    panel.webview.html = fs.readFileSync(file, "utf8") + linkScript;
  };
  panel.webview.onDidReceiveMessage((/** @type {string} */ to) => {
    const file = path.resolve(path.dirname(shown), decodeURIComponent(to.replace(/#.*/, "")));
    if (fs.existsSync(file)) show(file);
    else void vscode.window.showInformationMessage("No run has written that page yet.");
  });
  show(page);
};

/** Opens the page that `course run` wrote of a notebook; offers to write it where there is none. @param {Parts} parts @param {string | undefined} file */
const openPage = async ({ obstacles }, file) => {
  if (!file) return;
  const ready = await obstacles.require(vscode.Uri.file(file));
  if (!ready) return;
  const page = course.pageOf(ready.root, file);
  if (!fs.existsSync(page)) {
    const run = "Run It";
    if (await vscode.window.showInformationMessage("No run has written a page of this notebook yet.", run) !== run) return;
    if (await obstacles.runLogged("Running the notebook", ready.dotnet, [ready.program, "run", file, "--output", path.dirname(page)], ready.root) !== true) return;
  }
  await showPage(page);
};

/** @param {Parts} parts */
const chooseKernelAction = async parts => {
  const notebook = current();
  const kernel = notebook && parts.kernels.find(notebook);
  if (!notebook) return;
  const choices = [
    ...(kernel?.state === "running" ? [{ label: "$(debug-stop) Interrupt", run: () => kernel.interrupt() }] : []),
    { label: "$(debug-restart) Restart", run: () => parts.kernels.restart(notebook) },
    { label: "$(tools) Build the Course", run: () => parts.obstacles.build(notebook.uri) },
    { label: "$(output) Show the Log", run: () => parts.obstacles.log.show() },
  ];
  await (await vscode.window.showQuickPick(choices, { title: "C# (DiffusionCourse)" }))?.run();
};

/** @param {Parts} parts @returns {vscode.Disposable[]} */
const register = parts => {
  const { obstacles, kernels, contents } = parts;
  /** @type {Record<string, (...words: any[]) => unknown>} */
  const commands = {
    open: () => openCourse(parts),
    next: () => step(parts, 1),
    previous: () => step(parts, -1),
    page: (/** @type {course.CourseNotebook | undefined} */ notebook) => openPage(parts, notebook?.path ?? current()?.uri.fsPath),
    restart: () => { const notebook = current(); if (notebook) void kernels.restart(notebook); },
    restartAll: () => kernels.stopAll(),
    build: () => obstacles.build(current()?.uri),
    kernel: () => chooseKernelAction(parts),
    walkthrough: () => vscode.commands.executeCommand("workbench.action.openWalkthrough", "diffusion-course.diffusion-course#start", false),
    firstExercise: () => {
      const exercise = contents.all().find(notebook => notebook.name.startsWith("exercises/") && contents.statusOf(notebook) !== "passed");
      if (exercise) void open(exercise.path);
    },
  };
  return Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`diffusionCourse.${name}`, run));
};

module.exports = { register };
