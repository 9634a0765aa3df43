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

/** What people call the kernel of a notebook besides. @type {Record<string, string>} */
const spoken = { "c#": "csharp", cs: "csharp", ".net": "csharp", ".net-csharp": "csharp", "f#": "fsharp", fs: "fsharp", powershell: "pwsh", js: "javascript" };

/** @returns {Layout} */
const usualLayout = () => ({ header: "", footer: "", lineEnd: "\n", byteOrderMark: false });

/** @param {string} text */
const splitLines = text => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** @param {string} line */
const withoutEnd = line => line.replace(/\r?\n$/, "");

/** @param {string} line */
const isBlank = line => /^\s*$/.test(line);

/** An editor's text: line ends are line feeds, and no byte order mark stands first. @param {string} text */
const asEdited = text => text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");

/** The kernel that a line selects; undefined where it is no marker. @param {string} line @param {Map<string, string>} kernels */
const kernelOf = (line, kernels) => line.startsWith("#!") ? kernels.get(withoutEnd(line).slice(2)) : undefined;

/** The metadata of a #!meta block. One that cannot be read says nothing, and is kept as it is. @param {string} header @returns {any} */
const metadataOf = header => {
  try {
    return JSON.parse(header.slice(header.indexOf(metaMarker) + metaMarker.length));
  } catch {
    return undefined;
  }
};

/** @param {unknown} name @returns {name is string} */
const isName = name => typeof name === "string" && name.trim().length > 0 && !/[\r\n]/.test(name) && name !== "meta";

/** The names of kernels by which markers are known, other names among them, and the kernel of a cell without one. @param {any} metadata */
const kernelsOf = metadata => {
  const info = metadata?.kernelInfo;
  /** @type {{ name: string, aliases?: unknown }[]} */
  const items = (Array.isArray(info?.items) ? info.items : []).filter((/** @type {any} */ item) => isName(item?.name));
  const kernels = new Map(knownKernels.map(name => [name, name]));
  const add = (/** @type {string} */ name, /** @type {string} */ kernel) => { if (!kernels.has(name)) kernels.set(name, kernel); };
  for (const { name } of items) add(name, name);
  for (const { name, aliases } of items) for (const alias of Array.isArray(aliases) ? aliases.filter(isName) : []) add(alias, name);
  add("md", "markdown");
  const usual = isName(info?.defaultKernelName) ? info.defaultKernelName : "csharp";
  return { kernels, usual: kernels.get(usual) ?? spoken[usual.trim().toLowerCase()] ?? usual };
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
  const { kernels, usual } = kernelsOf(metadataOf(header));
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
      const text = withoutEnd(raw);
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
  // An empty cell has no place in this format.
  const cells = all.map((cell, index) => ({ ...cell, text: asEdited(cell.text), index })).filter(cell => cell.text.length > 0);
  const header = withKernels(layout.header, cells, end);
  const { kernels, usual } = kernelsOf(metadataOf(header));
  const start = (layout.byteOrderMark ? byteOrderMark : "") + header;
  let content = start;
  cells.forEach((cell, at) => {
    const source = cell.source;
    const text = source === undefined ? cell.text.replaceAll("\n", end) : like(cell.text, source.text, end);
    requireWhole(text, cell.index, kernels);
    if (content.length > (layout.byteOrderMark ? 1 : 0) && !content.endsWith("\n")) content += end;
    if (source && source.kernel === cell.kernel && begins(source, kernels, at === 0 ? usual : undefined)) {
      content += source.before + text + source.after;
    } else {
      content += `#!${cell.kernel}${end}${end}${text}${at === cells.length - 1 ? end : end + end}`;
    }
  });
  return content + (isBetweenCells(layout.footer, kernels) ? layout.footer : "");
};

/** A text with the line ends of another: as it stood where it was not edited, line by line where both have as many. @param {string} text @param {string} model @param {string} end What it has where the other is one line. */
const like = (text, model, end) => {
  if (asEdited(model) === text) return model;
  const ends = model.match(/\r?\n/g) ?? [];
  const lines = text.split("\n");
  const usual = ends[0] ?? end;
  return lines.map((line, at) => at === lines.length - 1 ? line : line + (ends.length === lines.length - 1 ? ends[at] : usual)).join("");
};

/** The header, with kernels that no host knows by itself listed, so that their markers are read as such. @param {string} header @param {Cell[]} cells @param {string} end */
const withKernels = (header, cells, end) => {
  const metadata = metadataOf(header);
  const { kernels } = kernelsOf(metadata);
  const missing = [...new Set(cells.map(cell => cell.kernel).filter(kernel => !kernels.has(kernel)))];
  if (missing.length === 0) return header;
  const info = metadata?.kernelInfo;
  const items = [...(Array.isArray(info?.items) ? info.items : []), ...missing.map(name => ({ aliases: [], name }))];
  return `${metaMarker}${end}${end}${JSON.stringify({ ...metadata, kernelInfo: { defaultKernelName: "csharp", ...info, items } })}${end}${end}`;
};

/** Whether what stood around a cell still fits there: blank lines and markers, the last of them its own. @param {CellSource} source @param {Map<string, string>} kernels @param {string | undefined} unmarked */
const begins = (source, kernels, unmarked) =>
  isBetweenCells(source.before, kernels) && isBlank(source.after) && (source.after.length === 0 || source.after.endsWith("\n"))
  && (splitLines(source.before).map(line => kernelOf(line, kernels)).findLast(kernel => kernel !== undefined) ?? unmarked) === source.kernel;

/** @param {string} text @param {Map<string, string>} kernels */
const isBetweenCells = (text, kernels) => splitLines(text).every(line => isBlank(line) || kernelOf(line, kernels) !== undefined);

/** @param {string} text @param {number} index @param {Map<string, string>} kernels */
const requireWhole = (text, index, kernels) => {
  const lines = text.split("\n");
  const line = lines.findIndex(line => kernelOf(line, kernels) !== undefined);
  if (line >= 0) {
    throw new Error(`Cell ${index + 1}, line ${line + 1}: the line '${lines[line]}' would end the cell in a .dib file, which cannot escape it. Indent it, or put something before it.`);
  }
};

module.exports = { read, write, usualLayout, asEdited };
