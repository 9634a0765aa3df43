// The contents of the course in the side bar, with what became of each notebook here.
"use strict";
const path = require("node:path");
const vscode = require("vscode");
const course = require("./course");
const { notebookType } = require("./kernels");

/** @typedef {"ran" | "failed" | "passed" | "notYet"} Status */
/** @typedef {{ label: string, notebooks: course.CourseNotebook[] }} Section */

/** @type {Record<Status, { icon: string, colour?: string, words: string }>} */
const looks = {
  ran: { icon: "pass", words: "ran" },
  failed: { icon: "error", colour: "testing.iconFailed", words: "a cell failed" },
  passed: { icon: "pass-filled", colour: "testing.iconPassed", words: "the check passed" },
  notYet: { icon: "circle-large-outline", words: "the check has not passed yet" },
};

const solved = "solved";

/** @implements {vscode.TreeDataProvider<Section | course.CourseNotebook>} */
class Contents {
  #changed = new vscode.EventEmitter();
  /** @type {vscode.Disposable[]} */
  #parts;

  /** @param {vscode.Memento} memory @param {import("./obstacles").Obstacles} obstacles @param {import("./kernels").Kernels} kernels */
  constructor(memory, obstacles, kernels) {
    this.memory = memory;
    this.obstacles = obstacles;
    this.onDidChangeTreeData = this.#changed.event;
    const watcher = vscode.workspace.createFileSystemWatcher("**/notebooks/**/*.dib");
    this.view = vscode.window.createTreeView("diffusionCourse.contents", { treeDataProvider: this });
    this.#parts = [
      this.#changed, watcher, this.view,
      watcher.onDidCreate(() => this.#changed.fire(undefined)),
      watcher.onDidDelete(() => this.#changed.fire(undefined)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire(undefined)),
      kernels.onDidRun(run => this.#note(run)),
    ];
  }

  dispose() { for (const part of this.#parts) part.dispose(); }

  /** @param {Section | course.CourseNotebook} [element] @returns {(Section | course.CourseNotebook)[]} */
  getChildren(element) {
    if (element) return "notebooks" in element ? element.notebooks : [];
    const root = this.obstacles.rootOf();
    return root ? [
      { label: "Parts", notebooks: course.notebooksIn(root, "") },
      { label: "Exercises", notebooks: course.notebooksIn(root, "exercises") },
    ] : [];
  }

  /** @param {Section | course.CourseNotebook} element */
  getTreeItem(element) {
    if ("notebooks" in element) return new vscode.TreeItem(element.label, vscode.TreeItemCollapsibleState.Expanded);
    const item = new vscode.TreeItem(element.title);
    const status = this.statusOf(element);
    const look = status && looks[status];
    const words = this.taskOf(element) ?? look?.words ?? (isExercise(element) ? "not started" : "not run here yet");
    if (isExercise(element)) item.description = words;
    item.id = element.name;
    item.iconPath = new vscode.ThemeIcon(look ? look.icon : "notebook", look?.colour ? new vscode.ThemeColor(look.colour) : undefined);
    item.tooltip = `${element.name}: ${words}`;
    item.accessibilityInformation = { label: `${element.title}, ${words}` };
    item.resourceUri = vscode.Uri.file(element.path);
    item.contextValue = "notebook";
    item.command = { command: "vscode.openWith", title: "Open", arguments: [item.resourceUri, notebookType] };
    return item;
  }

  /** All notebooks that students go through, in order. @returns {course.CourseNotebook[]} */
  all() { return this.getChildren().flatMap(section => "notebooks" in section ? section.notebooks : []); }

  /** @param {course.CourseNotebook} notebook @returns {Status | undefined} */
  statusOf(notebook) { return this.memory.get(key(notebook.path)); }

  /** How far the task of an exercise is, in the words of its check. @param {course.CourseNotebook} notebook @returns {string | undefined} */
  taskOf(notebook) { return this.memory.get(taskKey(notebook.path)); }

  /** Remembers what became of a notebook: its checks where it has some, else its cells. @param {import("./kernels").Run} run */
  #note({ notebook, outcome }) {
    if (notebook.uri.scheme !== "file") return;
    const tasks = notebook.getCells().flatMap(cell => cell.outputs).flatMap(output => output.items).filter(item => item.mime === "text/html")
      .flatMap(item => [...Buffer.from(item.data).toString("utf8").matchAll(/ data-check="\w+" data-task="([^"]+)"/g)].map(match => match[1]));
    const task = tasks.find(one => one !== solved) ?? tasks[0];
    /** @type {Status | undefined} */
    const status = task ? (task === solved ? "passed" : "notYet") : outcome;
    if (!status) return; // A run that was stopped says nothing.
    void this.memory.update(key(notebook.uri.fsPath), status);
    void this.memory.update(taskKey(notebook.uri.fsPath), task);
    void vscode.commands.executeCommand("setContext", "diffusionCourse.ran", true);
    if (status === "passed") void vscode.commands.executeCommand("setContext", "diffusionCourse.passed", true);
    this.#changed.fire(undefined);
  }
}

/** @param {string} file */
const key = file => `status:${path.normalize(file)}`;

/** @param {string} file */
const taskKey = file => `task:${path.normalize(file)}`;

/** @param {course.CourseNotebook} notebook */
const isExercise = notebook => notebook.name.startsWith("exercises/");

module.exports = { Contents };
