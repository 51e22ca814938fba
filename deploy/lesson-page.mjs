// The lesson as a page that the server has too, for machines without a network: docs/lesson.md, rendered while it is built.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
// The formatter of the documents has a parser for them.
import { parsers } from "prettier/plugins/markdown";
import { copyHashed, writePage } from "./hashed-files.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @typedef {{ type: string, value?: string, url?: string, depth?: number, ordered?: boolean, children?: Node[] }} Node of a Markdown tree */

/**
 * @param {string} folder of the page; the files go into `lesson` below it
 * @param {string} icon name of the page's icon in its folder
 */
export async function buildLesson(folder, icon) {
  const lesson = join(folder, "lesson");
  mkdirSync(lesson, { recursive: true });
  const styles = `lesson/${copyHashed(join(root, "deploy/lesson/lesson.css"), lesson)}`;
  const target = join(lesson, "index.html");
  const names = { "favicon.svg": icon, "lesson/lesson.css": styles };
  writePage(join(root, "deploy/lesson/index.html"), target, names);
  const tree = await parsers.markdown.parse(readFileSync(join(root, "docs/lesson.md"), "utf8"), {});
  writeFileSync(
    target,
    readFileSync(target, "utf8").replace("<!-- docs/lesson.md -->", () => toHtml(tree)),
  );
}

/** @param {Node} node @returns {string} @throws {Error} for what the lesson has not had so far */
function toHtml(node) {
  const inside = () => (node.children ?? []).map(toHtml).join("");
  const text = escaped(node.value ?? "");
  switch (node.type) {
    case "root":
      return inside();
    case "text":
      return text;
    case "heading":
      return `<h${node.depth} id="${anchorOf(textOf(node))}">${inside()}</h${node.depth}>\n`;
    case "paragraph":
      return `<p>${inside()}</p>\n`;
    case "strong":
      return `<strong>${inside()}</strong>`;
    case "emphasis":
      return `<em>${inside()}</em>`;
    case "inlineCode":
      return `<code>${text}</code>`;
    case "code":
      return `<pre><code>${text}</code></pre>\n`;
    case "list":
      return node.ordered ? `<ol>${inside()}</ol>\n` : `<ul>${inside()}</ul>\n`;
    case "listItem":
      return `<li>${inside()}</li>\n`;
    case "link":
      // Other documents are not served: their names are enough.
      return /^(#|https?:)/.test(node.url ?? "") ? `<a href="${escaped(node.url ?? "")}">${inside()}</a>` : inside();
    case "table":
      return `<div class="scroll"><table>${(node.children ?? []).map(rowToHtml).join("")}</table></div>\n`;
    default:
      throw new Error(`docs/lesson.md has a "${node.type}", which deploy/lesson-page.mjs cannot render`);
  }
}

/** The first row is the head. */
function rowToHtml(/** @type {Node} */ row, /** @type {number} */ index) {
  const tag = index === 0 ? "th" : "td";
  return `<tr>${(row.children ?? []).map((cell) => `<${tag}>${(cell.children ?? []).map(toHtml).join("")}</${tag}>`).join("")}</tr>`;
}

/** @param {Node} node @returns {string} */
function textOf(node) {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

/** As the usual forges make them. */
function anchorOf(/** @type {string} */ title) {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

function escaped(/** @type {string} */ text) {
  const names = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });
  return text.replace(/[&<>"]/g, (character) => names[character] ?? character);
}
