// The first minute: what keeps cells from running, each in one sentence with one button that mends it.
"use strict";
const path = require("node:path");
const vscode = require("vscode");
const course = require("./course");

const sdkPage = "https://dotnet.microsoft.com/download/dotnet/10.0";

/** @typedef {{ dotnet: string, program: string, root: string }} Ready */
/** @typedef {{ text: string, button: string, mend: () => Thenable<unknown> }} Obstacle */

class Obstacles {
  /** @type {ReturnType<typeof course.findSdk> | undefined} */
  #sdk;
  /** @type {Promise<boolean> | undefined} */
  #building;

  /** @param {vscode.LogOutputChannel} log @param {() => void} beforeBuild Ends what holds the files that a build replaces. */
  constructor(log, beforeBuild) {
    this.log = log;
    this.beforeBuild = beforeBuild;
  }

  /** The course of a notebook, or of the window. @param {vscode.Uri} [notebook] @returns {string | undefined} */
  rootOf(notebook) {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(folder => folder.uri.scheme === "file").map(folder => folder.uri.fsPath);
    const own = notebook?.scheme === "file" ? [path.dirname(notebook.fsPath)] : [];
    return [...own, ...folders].map(course.findAbove).find(root => root !== undefined);
  }

  /** What cells need, or what is in their way. @param {vscode.Uri} [notebook] @returns {Promise<Ready | Obstacle>} */
  async look(notebook) {
    if (!vscode.workspace.isTrusted) {
      return { text: "This folder is not trusted, so cells do not run and figures do not show.", button: "Trust…", mend: () => vscode.commands.executeCommand("workbench.trust.manage") };
    }
    const root = this.rootOf(notebook);
    if (!root) {
      return { text: "This notebook is not in the course's folder (a clone, or what 'course start' laid out), and that is not open.", button: "Open its Folder", mend: () => vscode.commands.executeCommand("vscode.openFolder") };
    }
    const stated = vscode.workspace.getConfiguration("diffusionCourse").get("dotnet", "");
    const { dotnet, found, pinned } = await (this.#sdk ??= course.findSdk(stated, root));
    if (!dotnet) {
      this.#sdk = undefined;
      if (pinned) {
        return { text: `${pinned} asks for another SDK than the .NET 10 SDK (${found}), which the course needs and which is installed.`, button: "Open global.json", mend: () => vscode.window.showTextDocument(vscode.Uri.file(pinned)) };
      }
      if (stated && !found) {
        return { text: `The setting diffusionCourse.dotnet names ${stated}, which cannot be started.`, button: "Open the Setting", mend: () => vscode.commands.executeCommand("workbench.action.openSettings", "diffusionCourse.dotnet") };
      }
      const text = found ? `The course needs the .NET 10 SDK; what is installed is ${found}.` : "The course needs the .NET 10 SDK, and none is installed.";
      return { text, button: "Open its Page", mend: () => vscode.env.openExternal(vscode.Uri.parse(sdkPage)) };
    }
    const program = course.findProgram(root);
    if (!program && !course.isClone(root)) {
      const text = `The tool that laid this folder out was moved or updated, or did not finish. Run its 'course start ${path.basename(root)}' again, in the folder above; notebooks that you changed are kept.`;
      return { text, button: "Open a Terminal", mend: async () => vscode.window.createTerminal({ cwd: path.dirname(root) }).show() };
    }
    if (!program) {
      return { text: "The course has not been built yet: that takes about a minute, once.", button: "Build", mend: () => this.build(notebook) };
    }
    void vscode.commands.executeCommand("setContext", "diffusionCourse.built", true);
    return { dotnet, program, root };
  }

  /** Looks again for an SDK: the settings changed. */
  forget() { this.#sdk = undefined; }

  /**
   * What cells need. What is in their way is told, and mended if the student wants it.
   * @param {vscode.Uri} [notebook] @returns {Promise<Ready | undefined>}
   */
  async require(notebook) {
    await this.#building;
    const found = await this.look(notebook);
    if (!("mend" in found)) return found;
    if (await vscode.window.showWarningMessage(found.text, found.button) !== found.button) return undefined;
    if (await found.mend() !== true) return undefined;
    const again = await this.look(notebook);
    return "mend" in again ? undefined : again;
  }

  /** The build that runs: until it ends nothing starts what it replaces. */
  get building() { return this.#building; }

  /** Builds the course of a notebook, or of the window, with progress and its log. @param {vscode.Uri} [notebook] @returns {Promise<boolean>} Whether it was built. */
  build(notebook) {
    this.#building ??= this.#build(notebook).finally(() => { this.#building = undefined; });
    return this.#building;
  }

  /** No message is waited for: cells wait for the build, and a message may stand in the bell for ever. @param {vscode.Uri} [notebook] */
  async #build(notebook) {
    const root = vscode.workspace.isTrusted ? this.rootOf(notebook) : undefined;
    const { dotnet } = root ? await (this.#sdk ??= course.findSdk(vscode.workspace.getConfiguration("diffusionCourse").get("dotnet", ""), root)) : {};
    if (!root || !dotnet) {
      void this.require(notebook);
      return false;
    }
    if (!course.isClone(root)) {
      void vscode.window.showInformationMessage("The installed tool laid this folder out: there is nothing to build.");
      return false;
    }
    this.beforeBuild();
    const built = await this.runLogged("Building the course", dotnet, ["build", path.join("src", "DiffusionCourse.Cli"), "--nologo"], root);
    if (built === false) {
      void vscode.window.showErrorMessage("The course could not be built: its log says why.", "Show the Log").then(button => { if (button !== undefined) this.log.show(); });
    }
    return built === true;
  }

  /**
   * Runs dotnet with progress; what it prints is in the log.
   * @param {string} title @param {string} dotnet @param {string[]} words @param {string} folder
   * @returns {Thenable<boolean | undefined>} Whether it succeeded; undefined where it was cancelled.
   */
  runLogged(title, dotnet, words, folder) {
    const { spawn } = require("node:child_process");
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, cancellation) => new Promise(resolve => {
      this.log.info(`${dotnet} ${words.join(" ")}`);
      const child = spawn(dotnet, words, { cwd: folder, windowsHide: true, env: { ...process.env, DOTNET_NOLOGO: "1", MSBUILDTERMINALLOGGER: "off" } });
      cancellation.onCancellationRequested(() => child.kill());
      const print = (/** @type {Buffer} */ text) => {
        for (const line of text.toString().split(/\r?\n/).filter(line => line.trim().length > 0)) {
          this.log.info(line);
          progress.report({ message: line.trim().replace(/ -> .*/, "").slice(0, 80) });
        }
      };
      child.stdout.on("data", print);
      child.stderr.on("data", print);
      child.on("error", error => { this.log.error(error); resolve(false); });
      child.on("close", code => resolve(cancellation.isCancellationRequested ? undefined : code === 0));
    }));
  }
}

module.exports = { Obstacles };
