// The process that runs the cells of one notebook: `course serve`, spoken to in JSON lines. Knows nothing of VS Code.
"use strict";
const { spawn } = require("node:child_process");
const { StringDecoder } = require("node:string_decoder");

/**
 * @typedef {{ place: string, line: number, column: number, source: string }} CellLocation
 * @typedef {{ kind: string, message: string, details: string[], location?: CellLocation }} CellError
 * @typedef {{ type: string, id?: number, version?: number, process?: number, stream?: string, text?: string, output?: string,
 *   data?: Record<string, unknown>, isResult?: boolean, milliseconds?: number, error?: CellError, stateLost?: boolean, answer?: any }} Message
 */

const protocolVersion = 1;
const timeToEnd = 3000;
const keptErrorText = 2000;

class CellProcess {
  /** @type {Map<number, (message: Message) => void>} */
  #waiting = new Map();
  #id = 0;
  #errorText = "";
  #ended = false;
  #child;

  /**
   * Starts it.
   * @param {string} dotnet The dotnet that runs it.
   * @param {string} program The path of course.dll.
   * @param {string} folder The notebook's folder.
   * @param {(reason: string) => void} onEnd Called once, when it has ended.
   */
  constructor(dotnet, program, folder, onEnd) {
    this.#child = spawn(dotnet, [program, "serve"], { cwd: folder, stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
    /** The process of the cells, once it is known. @type {number | undefined} */
    this.worker = undefined;
    const end = (/** @type {string} */ reason) => {
      if (this.#ended) return;
      this.#ended = true;
      for (const [id, handle] of this.#waiting) handle({ type: "ended", id, text: reason });
      this.#waiting.clear();
      onEnd(reason);
    };
    this.#child.on("error", error => end(`The course's process did not start: ${error.message}`));
    this.#child.on("close", code => end(`The course's process ended with ${code}. ${this.#errorText.trim()}`.trim()));
    this.#child.stdin.on("error", () => {}); // Its end is told above.
    this.#child.stderr.on("data", text => { this.#errorText = (this.#errorText + text).slice(-keptErrorText); });
    this.#readLines(line => this.#take(JSON.parse(line)));
  }

  get hasEnded() { return this.#ended; }

  /**
   * Runs a cell.
   * @param {string} place
   * @param {string} code
   * @param {(message: Message) => void} onMessage Called with all that comes of it before its end.
   * @returns {Promise<Message>} How it ended: done, fault where it was refused, or ended where the whole process has.
   */
  run(place, code, onMessage) {
    return this.#request({ type: "run", place, code }, ["done", "fault"], onMessage);
  }

  /**
   * Asks about code.
   * @param {"complete" | "inspect" | "signature" | "diagnose"} type
   * @param {string} code
   * @param {number} position
   * @param {string[]} above
   * @returns {Promise<any>} The answer; undefined where there is none.
   */
  async ask(type, code, position, above) {
    return (await this.#request({ type, code, position, above }, ["answer", "fault"], () => {})).answer;
  }

  /** Ends once the compiler is warm: from then on a cell starts at once. Cells need not wait for it. */
  async ready() { await this.#request({ type: "ready" }, ["ready", "fault"], () => {}); }

  interrupt() { this.#send({ type: "interrupt" }); }

  /** @param {string | undefined} line The line that a cell waits for; undefined for the end of the text. */
  input(line) { this.#send({ type: "input", line }); }

  /** Ends it, and the process of the cells with it. */
  dispose() {
    this.#child.stdin.end();
    const child = this.#child;
    setTimeout(() => { if (child.exitCode === null) child.kill("SIGKILL"); }, timeToEnd).unref();
  }

  /** @param {object} request @param {string[]} last @param {(message: Message) => void} onMessage @returns {Promise<Message>} */
  #request(request, last, onMessage) {
    return new Promise(resolve => {
      const id = ++this.#id;
      if (this.#ended) {
        resolve({ type: "ended", id, text: "The course's process has ended." });
        return;
      }
      this.#waiting.set(id, message => {
        if (!last.includes(message.type) && message.type !== "ended") {
          onMessage(message);
          return;
        }
        this.#waiting.delete(id);
        resolve(message);
      });
      this.#send({ ...request, id });
    });
  }

  /** @param {object} request */
  #send(request) {
    if (!this.#ended) this.#child.stdin.write(JSON.stringify(request) + "\n");
  }

  /** @param {Message} message */
  #take(message) {
    this.worker = message.process ?? this.worker;
    if (message.type === "hello" && message.version !== protocolVersion) {
      this.#errorText = `The course speaks version ${message.version} of the protocol, this extension version ${protocolVersion}: run 'course vscode install', then reload the window.`;
      this.dispose();
    }
    if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
  }

  /** Outputs have megabytes: a line is put together once, when its end is there. @param {(line: string) => void} take */
  #readLines(take) {
    const decoder = new StringDecoder("utf8");
    /** @type {string[]} */
    let parts = [];
    this.#child.stdout.on("data", bytes => {
      let text = decoder.write(bytes);
      for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n")) {
        const line = parts.join("") + text.slice(0, feed);
        parts = [];
        text = text.slice(feed + 1);
        if (line.length > 0) take(line);
      }
      if (text.length > 0) parts.push(text);
    });
  }
}

module.exports = { CellProcess };
