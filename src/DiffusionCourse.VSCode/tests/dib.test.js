// The .dib format: every notebook of the course comes back byte for byte, and so does what random edits make of them.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const dib = require("../source/dib");

const root = path.join(__dirname, "..", "..", "..", "notebooks");
const notebooks = fs.readdirSync(root, { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".dib"));

/** @param {string} content */
const decode = content => dib.read(content);

/** @param {string} content */
const again = content => {
  const { layout, cells } = decode(content);
  return dib.write(layout, cells);
};

/** A generator of random numbers that gives the same ones every time. @param {number} seed */
const generator = seed => () => {
  seed = (seed + 0x6D2B79F5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const pieces = ["#!csharp\n", "#!markdown\n", "#!meta\n", "#!fsharp\r\n", "#!csharp \n", "#!nothing\n", "\n", "\r\n", "\r", "   \n", "\t", "x", "// é 漢 😀\n", "\uFEFF", "\u2028", "{", "}", "\"", "{\"kernelInfo\":{\"defaultKernelName\":7}}\n"];

/** @param {string} content @param {() => number} random */
const mutate = (content, random) => {
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    const at = Math.floor(random() * (content.length + 1));
    const cut = random() < 0.5 ? Math.floor(random() * 40) : 0;
    content = content.slice(0, at) + pieces[Math.floor(random() * pieces.length)] + content.slice(at + cut);
  }
  return random() < 0.1 ? content.replaceAll("\n", "\r\n") : random() < 0.05 ? "\uFEFF" + content : content;
};

test("all notebooks come back byte for byte", () => {
  assert.ok(notebooks.length >= 32, `${notebooks.length} notebooks`);
  for (const name of notebooks) {
    const bytes = fs.readFileSync(path.join(root, name));
    assert.ok(Buffer.from(again(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes))).equals(bytes), name);
  }
});

test("mutated notebooks come back byte for byte, and are read the same again", () => {
  const random = generator(16);
  for (let round = 0; round < 4000; round++) {
    const name = /** @type {string} */ (notebooks[round % notebooks.length]);
    const content = mutate(fs.readFileSync(path.join(root, name), "utf8"), random);
    assert.equal(again(content), content, `${name}, round ${round}`);
  }
});

test("an edited cell changes and its neighbours do not", () => {
  const random = generator(7);
  for (const name of notebooks) {
    const content = fs.readFileSync(path.join(root, name), "utf8");
    const { layout, cells } = decode(content);
    const index = Math.floor(random() * cells.length);
    const edited = cells.map((cell, at) => at === index ? { ...cell, text: "1 + 1" } : cell);
    const written = dib.write(layout, edited);
    const old = /** @type {import("../source/dib").Cell} */ (cells[index]);
    const start = content.indexOf(old.text);
    assert.ok(start >= 0);
    assert.equal(written.length, content.length - old.text.length + 5);
    assert.deepEqual(decode(written).cells.map(cell => cell.text), edited.map(cell => cell.text));
    assert.ok(written.startsWith(layout.header));
  }
});

test("cells that are added, removed, moved or changed in kind are read as they were written", () => {
  const random = generator(3);
  for (let round = 0; round < 500; round++) {
    const content = fs.readFileSync(path.join(root, /** @type {string} */ (notebooks[round % notebooks.length])), "utf8");
    const { layout, cells } = decode(round % 3 === 0 ? content.replaceAll("\n", "\r\n") : content);
    for (let times = 0; times < 5; times++) {
      const at = Math.floor(random() * cells.length);
      const choice = Math.floor(random() * 4);
      const one = /** @type {import("../source/dib").Cell} */ (cells[at]);
      if (choice === 0) cells.splice(at, 0, { kernel: random() < 0.5 ? "csharp" : "markdown", text: "new\ncell" });
      else if (choice === 1 && cells.length > 2) cells.splice(at, 1);
      else if (choice === 2) cells.unshift(...cells.splice(at, 1));
      else cells[at] = { ...one, kernel: one.kernel === "csharp" ? "markdown" : "csharp" };
    }
    const read = decode(dib.write(layout, cells));
    assert.deepEqual(read.cells.map(cell => [cell.kernel, cell.text]), cells.map(cell => [cell.kernel, cell.text]), `round ${round}`);
    assert.equal(read.layout.header, layout.header);
  }
});

test("a line that would end its cell is refused with its place", () => {
  const { layout, cells } = decode("#!csharp\n\n1\n\n#!csharp\n\n2\n");
  const edited = [cells[0], { ...cells[1], text: "var s = @\"\n#!markdown\n\";" }];
  assert.throws(() => dib.write(layout, /** @type {any} */ (edited)), /Cell 2, line 2: the line '#!markdown'/);
});

test("what an editor does to line ends and the byte order mark changes no byte", () => {
  for (const content of ["#!csharp\r\n\r\na\r\nb\n", "\uFEFF#!csharp\n\na\n", "#!csharp\n\na\rb\n", "no marker", "", "\uFEFF", "#!meta\n{oops\n#!csharp\n\n1"]) {
    const { layout, cells } = decode(content);
    for (const end of ["\n", "\r\n"]) {
      assert.equal(dib.write(layout, cells.map(cell => ({ ...cell, text: cell.text.replaceAll("\n", end) }))), content);
    }
  }
});

test("cells without a marker are of the kernel that the metadata name", () => {
  assert.equal(decode("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}\n#!markdown\nx\n").cells[0]?.kernel, "markdown");
  assert.equal(decode("1 + 1").cells[0]?.kernel, "csharp");
  assert.equal(decode("#!meta\n{\"kernelInfo\":{\"items\":[{\"name\":\"mine\"}]}}\n#!mine\nx\n").cells[0]?.kernel, "mine");
});

test("other names of a kernel are markers where the metadata list them, and md always", () => {
  const { cells } = decode("#!meta\n{\"kernelInfo\":{\"items\":[{\"name\":\"csharp\",\"aliases\":[\"cs\"]}]}}\n#!md\nx\n\n#!cs\n1\n");
  assert.deepEqual(cells.map(cell => cell.kernel), ["markdown", "csharp"]);
  assert.deepEqual(decode("#!cs\n1\n").cells.map(cell => cell.text), ["#!cs\n1"]);
});

test("a cell in a language that no host knows is listed, so that it is read again", () => {
  const { layout, cells } = decode("#!csharp\n\n1\n");
  const read = decode(dib.write(layout, [...cells, { kernel: "python", text: "print(1)" }]));
  assert.deepEqual(read.cells.map(cell => [cell.kernel, cell.text]), [["csharp", "1"], ["python", "print(1)"]]);
});

test("an edited cell keeps the line ends of its lines", () => {
  const { layout, cells } = decode("#!csharp\n\na\r\nb\nc\n");
  const edited = cells.map(cell => ({ ...cell, text: cell.text.replace("b", "B") }));
  assert.equal(dib.write(layout, edited), "#!csharp\n\na\r\nB\nc\n");
});

test("a cell of one line that is edited to several has the line ends of its file", () => {
  for (const end of ["\n", "\r\n"]) {
    const { layout, cells } = decode(`#!csharp${end}${end}1${end}`);
    assert.equal(dib.write(layout, cells.map(cell => ({ ...cell, text: "1\n2" }))), `#!csharp${end}${end}1${end}2${end}`);
  }
});
