/**
 * Draws a built-in sample: emoji of 12 classes in one style, as PNG files with a manifest.
 *
 *   node scripts/build-samples/draw-emoji.mjs [--style noto|fluent|twemoji] [--out public/samples/STYLE]
 *   python3 scripts/build-samples/make_atlas.py [FOLDER]        (afterwards: the thumbnail atlas)
 *
 * Needs the pinned development packages of the drawings (@iconify-json/...), emojibase-data
 * (Unicode's names and subgroups) and @resvg/resvg-js (the renderer). The output depends on nothing
 * else, so two runs give the same bytes. A drawing that a style lacks is left out of it.
 *
 * The classes are Unicode's own subgroups. The key of an icon is its CLDR name in kebab case; a
 * name with an apostrophe has no such key in the icon set, and six pieces of clothing are left
 * out for that reason. Every count is checked.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { Resvg } from "@resvg/resvg-js";

import { captionOfDrawing } from "./emoji-captions.mjs";

const require = createRequire(import.meta.url);
const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const IMAGE_SIZE = 256;
const ATLAS = { file: "atlas.webp", tileSize: 48, columns: 19, rows: 19 };
/** `count` is the number of drawings that must be found. */
const STYLES = {
  noto: {
    name: "Noto emoji",
    package: "@iconify-json/noto",
    version: "1.2.9",
    licence: "Apache-2.0",
    author: "Google Inc, https://github.com/googlefonts/noto-emoji",
    count: 361,
  },
  fluent: {
    name: "Fluent emoji",
    package: "@iconify-json/fluent-emoji-flat",
    version: "1.2.6",
    licence: "MIT",
    author: "Microsoft Corporation, https://github.com/microsoft/fluentui-emoji",
    count: 357,
  },
  twemoji: {
    name: "Twemoji",
    package: "@iconify-json/twemoji",
    version: "1.2.5",
    licence: "CC-BY-4.0",
    author: "Twitter, Inc and other contributors, https://github.com/jdecked/twemoji",
    count: 361,
  },
};
const PINNED = {
  "emojibase-data": "17.0.0",
  "@resvg/resvg-js": "2.6.2",
};

/** Class name, Unicode subgroup and the number of drawings that Noto must have. */
const CLASSES = [
  { className: "mammal", subgroup: "animal-mammal", count: 66 },
  { className: "bird", subgroup: "animal-bird", count: 22 },
  { className: "bug", subgroup: "animal-bug", count: 16 },
  { className: "flower", subgroup: "plant-flower", count: 12 },
  { className: "fruit", subgroup: "food-fruit", count: 20 },
  { className: "vegetable", subgroup: "food-vegetable", count: 19 },
  { className: "prepared food", subgroup: "food-prepared", count: 34 },
  { className: "land vehicle", subgroup: "transport-ground", count: 50 },
  { className: "sport", subgroup: "sport", count: 27 },
  { className: "clothing", subgroup: "clothing", count: 41 },
  { className: "tool", subgroup: "tool", count: 27 },
  { className: "building", subgroup: "place-building", count: 27 },
];

const kebabCase = (name) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

const byKey = (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function checkVersions(style) {
  const packages = { ...PINNED, [style.package]: style.version };
  for (const [name, pinned] of Object.entries(packages)) {
    const manifest = path.join(REPOSITORY, "node_modules", name, "package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8"));
    if (version !== pinned) throw new Error(`${name} is ${version}, this script needs ${pinned}`);
  }
}

/** The drawings of one class, sorted by key: [{ key, name, className }]. */
function drawingsOfClass({ className, subgroup, count }, emoji, subgroups, icons, isWhole) {
  const members = emoji
    .filter((entry) => subgroups[entry.subgroup] === subgroup)
    .map((entry) => ({ key: kebabCase(entry.label), name: entry.label, className }));
  const drawings = members.filter(({ key }) => key in icons).sort(byKey);
  const missing = members.filter(({ key }) => !(key in icons)).map(({ name }) => name);
  if (missing.length > 0) console.log(`${className}: no icon for ${missing.join(", ")}`);
  if (isWhole && drawings.length !== count) {
    throw new Error(`${className}: ${drawings.length} drawings found, ${count} expected`);
  }
  return drawings;
}

function renderPng(iconSet, key) {
  const icon = iconSet.icons[key];
  const width = icon.width ?? iconSet.width;
  const height = icon.height ?? iconSet.height;
  // A drawing that is not square stands in the middle of a square.
  const side = Math.max(width, height);
  const left = (icon.left ?? 0) - (side - width) / 2;
  const top = (icon.top ?? 0) - (side - height) / 2;
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ' +
    `viewBox="${left} ${top} ${side} ${side}">${icon.body}</svg>`;
  const image = new Resvg(svg, {
    background: "#ffffff",
    fitTo: { mode: "width", value: IMAGE_SIZE },
    font: { loadSystemFonts: false },
  }).render();
  if (image.width !== IMAGE_SIZE || image.height !== IMAGE_SIZE) {
    throw new Error(`${key}: drawn as ${image.width} x ${image.height}`);
  }
  return image.asPng();
}

function manifestOf(drawings, key, style) {
  return {
    name: style.name,
    style: key,
    licence: style.licence,
    author: style.author,
    source: { drawings: `${style.package} ${style.version}`, names: "emojibase-data 17.0.0" },
    captions: "human-written: Unicode's CLDR names",
    imageSize: IMAGE_SIZE,
    atlas: ATLAS,
    classes: CLASSES.map(({ className }) => ({
      name: className,
      count: drawings.filter((drawing) => drawing.className === className).length,
    })),
    examples: drawings.map(({ key, name, className }) => ({
      file: `images/${kebabCase(className)}/${key}.png`,
      className,
      caption: captionOfDrawing(name),
    })),
  };
}

/** One example a line: readable in a diff, and still small. */
function formatManifest({ examples, ...head }) {
  const opening = JSON.stringify(head, null, 2).replace(/\n}$/, "");
  const lines = examples.map((example) => `    ${JSON.stringify(example)}`);
  return `${opening},\n  "examples": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

function main() {
  const { values } = parseArgs({
    options: { out: { type: "string" }, style: { type: "string", default: "noto" } },
  });
  const style = STYLES[values.style];
  if (style === undefined) throw new Error(`No style is called ${values.style}`);
  const out = path.resolve(values.out ?? path.join(REPOSITORY, "public/samples", values.style));
  checkVersions(style);
  const iconSet = require(`${style.package}/icons.json`);
  const emoji = require("emojibase-data/en/data.json");
  const { subgroups } = require("emojibase-data/meta/groups.json");

  const drawings = CLASSES.flatMap((entry) =>
    drawingsOfClass(entry, emoji, subgroups, iconSet.icons, values.style === "noto"),
  );
  if (drawings.length !== style.count || style.count > ATLAS.columns * ATLAS.rows) {
    throw new Error(`${drawings.length} drawings found, ${style.count} expected`);
  }

  rmSync(path.join(out, "images"), { recursive: true, force: true });
  const manifest = manifestOf(drawings, values.style, style);
  let bytes = 0;
  for (const [index, { key }] of drawings.entries()) {
    const example = manifest.examples[index];
    const file = path.join(out, example.file);
    mkdirSync(path.dirname(file), { recursive: true });
    const png = renderPng(iconSet, key);
    writeFileSync(file, png);
    example.sha256 = createHash("sha256").update(png).digest("hex");
    bytes += png.length;
  }
  writeFileSync(path.join(out, "manifest.json"), formatManifest(manifest));

  const naming = manifest.examples.filter(({ caption, className }) => caption.includes(className));
  const share = ((100 * naming.length) / drawings.length).toFixed(1);
  console.log(`${drawings.length} drawings, ${(bytes / 1e6).toFixed(2)} MB, in ${out}`);
  console.log(`captions that contain their class name: ${naming.length} (${share} %)`);
  for (const { caption } of naming) console.log(`  ${caption}`);
}

main();
