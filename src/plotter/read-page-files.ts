import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import type { PageFile, PageFiles } from "./page-files.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

const packedEnding = ".br";

/** All files below a folder; `NAME.br` is the packed form of the file `NAME` beside it, and no file of its own. A folder that does not exist has none: a plotter can work without a page. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  const paths = new Set(await filesBelow(folder));
  const read = async (path: string) => new Uint8Array(await readFile(join(folder, path)));
  for (const path of paths) {
    if (path.endsWith(packedEnding) && paths.has(path.slice(0, -packedEnding.length))) continue;
    const bytes = await read(path);
    const digest = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
    const type = types[extname(path).toLowerCase()] ?? "application/octet-stream";
    const packed = paths.has(path + packedEnding) ? { brotli: await read(path + packedEnding) } : {};
    files.set(path.split(sep).join("/"), { bytes, type, etag: `"${digest}"`, ...packed });
  }
  return files;
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
