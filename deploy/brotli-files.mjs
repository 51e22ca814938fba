// Files for browsers as brotli packs them, each beside the file itself. It takes seconds, so that it is done once, here, and not by who serves them.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const pack = promisify(brotliCompress);
/** What is larger is the editor, for which nobody waits that looks at a plot; the package would grow by all that it has packed. */
const mostBytes = 256 * 1024;
const text = /\.(html|js|css|svg)$/;

/**
 * Writes `NAME.br` beside every file of text below a folder that is not large and becomes smaller.
 *
 * @param {string} folder
 * @returns {Promise<void>} when they are written
 */
export async function writeBrotliFiles(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => text.test(name));
  await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const bytes = await readFile(file);
      if (bytes.length > mostBytes) return;
      // The strongest, which is what it does if it is told nothing.
      const packed = await pack(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
      if (packed.length < bytes.length) await writeFile(`${file}.br`, packed);
    }),
  );
}
