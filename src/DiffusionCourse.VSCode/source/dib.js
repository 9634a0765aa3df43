// The .dib format: an optional #!meta block of JSON, then cells, each begun by a line that is exactly #! and the name of a kernel.
// What is read is written back byte for byte: each cell remembers how it stood. The same rules as DibFormat in C#.
"use strict";

/**
 * How a cell stood in its file.
 * @typedef {{ before: string, kernel: string, text: string, after: string }} CellSource
 * @typedef {{ kernel: string, text: string, source?: CellSource | undefined }} Cell
 * What of a file is in no cell.
 * @typedef {{ header: string, footer: string, lineEnd: string, byteOrderMark: boolean }} Layout
 */

const metaMarker = "#!meta";
const byteOrderMark = "\uFEFF";
const knownKernels = ["markdown", "csharp", "fsharp", "pwsh", "html", "javascript", "mermaid", "http", "value", "sql", "kql"];

/** @returns {Layout} */
const usualLayout = () => ({ header: "", footer: "", lineEnd: "\n", byteOrderMark: false });

/** @param {string} text */
const splitLines = text => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** @param {string} line */
const withoutEnd = line => line.replace(/\n$/, "").replace(/\r+$/, "");

/** @param {string} line */
const isBlank = line => /^\s*$/.test(line);

/** An editor's text: line ends are line feeds, and no byte order mark stands first. @param {string} text */
const asEdited = text => text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");

/** @param {string} line @param {Set<string>} kernels */
const kernelOf = (line, kernels) => {
  const name = line.startsWith("#!") ? withoutEnd(line).slice(2) : "";
  return kernels.has(name) ? name : undefined;
};

/** The kernels that a #!meta block names. One that cannot be read names none, and is kept as it is. @param {string} header */
const kernelsOf = header => {
  /** @type {any} */
  let info;
  try {
    info = JSON.parse(header.slice(header.indexOf(metaMarker) + metaMarker.length)).kernelInfo;
  } catch {
    info = undefined;
  }
  const items = Array.isArray(info?.items) ? info.items : [];
  const names = items.map((/** @type {any} */ item) => item?.name).filter((/** @type {any} */ name) => typeof name === "string" && name.length > 0);
  const usual = typeof info?.defaultKernelName === "string" ? info.defaultKernelName : "csharp";
  return { kernels: new Set([...knownKernels, ...names]), usual };
};

/** @param {string[]} lines */
const readHeader = lines => {
  let next = lines.findIndex(line => !isBlank(line));
  if (next < 0 || withoutEnd(/** @type {string} */ (lines[next])) !== metaMarker) return 0;
  do next++; while (next < lines.length && !(/** @type {string} */ (lines[next]).startsWith("#!")));
  return next;
};

/**
 * Reads a file.
 * @param {string} content
 * @returns {{ layout: Layout, cells: Cell[] }}
 */
const read = content => {
  const marked = content.startsWith(byteOrderMark);
  const lines = splitLines(marked ? content.slice(1) : content);
  let next = readHeader(lines);
  const header = lines.slice(0, next).join("");
  const { kernels, usual } = kernelsOf(header);
  const line = (/** @type {number} */ at) => /** @type {string} */ (lines[at]);

  /** @type {Cell[]} */
  const cells = [];
  let kernel = usual;
  let before = "";
  while (next < lines.length) {
    const named = kernelOf(line(next), kernels);
    if (named !== undefined) {
      kernel = named;
      before += line(next++);
    }

    let end = next;
    while (end < lines.length && kernelOf(line(end), kernels) === undefined) end++;
    let [first, last] = [next, end];
    while (first < last && isBlank(line(first))) first++;
    while (last > first && isBlank(line(last - 1))) last--;
    const blank = lines.slice(next, first).join("");
    if (first === last) {
      before += blank;
    } else {
      const raw = lines.slice(first, last).join("");
      const text = raw.replace(/[\r\n]+$/, "");
      const source = { before: before + blank, kernel, text, after: raw.slice(text.length) + lines.slice(last, end).join("") };
      cells.push({ kernel, text: asEdited(text), source });
      before = "";
    }
    next = end;
  }

  return { layout: { header, footer: before, lineEnd: lines[0]?.endsWith("\r\n") ? "\r\n" : "\n", byteOrderMark: marked }, cells };
};

/**
 * Writes a file. A cell that was not edited comes back as it stood.
 * @param {Layout} layout
 * @param {Cell[]} all
 * @throws {Error} A cell holds a line that would end it.
 */
const write = (layout, all) => {
  const end = layout.lineEnd;
  const { kernels } = kernelsOf(layout.header);
  // An empty cell has no place in this format.
  const cells = all.map(cell => ({ ...cell, text: asEdited(cell.text) })).filter(cell => cell.text.length > 0);
  let content = (layout.byteOrderMark ? byteOrderMark : "") + layout.header;
  cells.forEach((cell, index) => {
    const source = cell.source;
    const isAsRead = source !== undefined && asEdited(source.text) === cell.text;
    const text = isAsRead ? source.text : cell.text.replaceAll("\n", end);
    requireWhole(text, all.findIndex(other => asEdited(other.text) === cell.text), kernels);
    if (content.length > (layout.byteOrderMark ? 1 : 0) && !content.endsWith("\n")) content += end;
    if (source && source.kernel === cell.kernel && (index === 0 || source.before.includes("#!" + cell.kernel))) {
      content += source.before + text + source.after;
    } else {
      content += `#!${cell.kernel}${end}${end}${text}${index === cells.length - 1 ? end : end + end}`;
    }
  });
  return content + layout.footer;
};

/** @param {string} text @param {number} index @param {Set<string>} kernels */
const requireWhole = (text, index, kernels) => {
  const lines = text.split("\n");
  const line = lines.findIndex(line => kernelOf(line, kernels) !== undefined);
  if (line >= 0) {
    throw new Error(`Cell ${index + 1}, line ${line + 1}: the line '${lines[line]}' would end the cell in a .dib file, which cannot escape it. Indent it, or put something before it.`);
  }
};

module.exports = { read, write, usualLayout, asEdited };
