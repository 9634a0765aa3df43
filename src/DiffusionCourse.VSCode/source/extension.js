// Puts the parts together.
"use strict";
const vscode = require("vscode");
const commands = require("./commands");
const { Contents } = require("./contents");
const { Kernels, notebookType } = require("./kernels");
const { Language } = require("./language");
const { Obstacles } = require("./obstacles");
const { DibSerializer } = require("./serializer");
const { StatusBar } = require("./statusBar");

const walkthroughShown = "walkthroughShown";

/** @type {Kernels | undefined} */
let running;

/** @param {vscode.ExtensionContext} context */
const activate = context => {
  const log = vscode.window.createOutputChannel("DiffusionCourse", { log: true });
  const obstacles = new Obstacles(log, () => running?.stopAll());
  const kernels = running = new Kernels(obstacles);
  const contents = new Contents(context.workspaceState, obstacles, kernels);
  context.subscriptions.push(
    log, kernels, contents, new Language(kernels), new StatusBar(kernels, obstacles), ...commands.register({ obstacles, kernels, contents }),
    vscode.workspace.registerNotebookSerializer(notebookType, new DibSerializer(), { transientOutputs: true }),
    vscode.workspace.onDidChangeConfiguration(change => { if (change.affectsConfiguration("diffusionCourse.dotnet")) obstacles.forget(); }),
    vscode.workspace.onDidOpenNotebookDocument(notebook => void greet(notebook, obstacles)),
  );
  for (const notebook of vscode.workspace.notebookDocuments) void greet(notebook, obstacles);
  // Only into an empty window, and where such pages are wanted: a notebook that a student just opened stays in front.
  const isEmpty = vscode.window.tabGroups.all.every(group => group.tabs.length === 0);
  const isWanted = vscode.workspace.getConfiguration("workbench").get("startupEditor") !== "none";
  if (isEmpty && isWanted && contents.all().length > 0 && !context.globalState.get(walkthroughShown)) {
    void context.globalState.update(walkthroughShown, true);
    void vscode.commands.executeCommand("diffusionCourse.walkthrough");
  }
};

/** Says what is in the way when a notebook is opened, not only when its first cell should run. @param {vscode.NotebookDocument} notebook @param {Obstacles} obstacles */
const greet = async (notebook, obstacles) => {
  if (notebook.notebookType === notebookType) await obstacles.require(notebook.uri);
};

const deactivate = () => running?.stopAll();

module.exports = { activate, deactivate };
