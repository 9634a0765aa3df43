// Renders every drawing of concepts.json in each style to premultiplied RGBA.
// Output: .work/drawings.bin, [concept, style, row, column, channel] as bytes; prints its SHA-256, which dataset.py checks.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

const here = dirname(fileURLToPath(import.meta.url));
const { concepts, styles } = JSON.parse(readFileSync(join(here, "concepts.json"), "utf8"));
const SIZE = 128; // pixels of a side; training scales each drawing down as it places it

const drawings = [];
const iconSets = Object.values(styles).map((name) =>
  JSON.parse(readFileSync(join(here, "node_modules", "@iconify-json", name, "icons.json"), "utf8")));

for (const icon of Object.keys(concepts)) {
  for (const set of iconSets) {
    const drawing = set.icons[icon];
    if (!drawing) throw new Error(`${set.prefix} has no drawing "${icon}"`);
    const [left, top] = [drawing.left ?? 0, drawing.top ?? 0];
    const [width, height] = [drawing.width ?? set.width ?? 16, drawing.height ?? set.height ?? 16];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}"
      viewBox="${left} ${top} ${width} ${height}" color="#101010">${drawing.body}</svg>`;
    const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
    if (image.width !== SIZE || image.height !== SIZE) throw new Error(`${icon}: ${image.width} x ${image.height} px`);
    drawings.push(image.pixels);
  }
}

const bytes = Buffer.concat(drawings);
const checksum = createHash("sha256").update(bytes).digest("hex");
mkdirSync(join(here, ".work"), { recursive: true });
writeFileSync(join(here, ".work", "drawings.bin"), bytes);
console.log(`${drawings.length} drawings of ${SIZE} px: ${checksum}`);
