import type { ProgressStream } from "./progress.ts";
import type { ReadProgress } from "./read-file.ts";
import { printable, truncate } from "./terminal-text.ts";

const redrawMs = 100;

/** A bar on a terminal, redrawn in place; nothing elsewhere. `finish` wipes it away. */
export function createReadBar(stream: ProgressStream, now: () => number) {
  const isOn = stream.isTTY === true;
  let drawn = -Infinity;
  return {
    update({ branch, done }: ReadProgress): void {
      if (!isOn || now() - drawn < redrawMs) return;
      drawn = now();
      // One column is left free: some terminals wrap on the last one.
      const columns = Math.max(16, (stream.columns ?? 80) - 1);
      const width = Math.min(30, Math.floor(columns / 3));
      const full = Math.floor(done * width);
      const bar = `${"█".repeat(full)}${"░".repeat(width - full)} ${String(Math.floor(100 * done)).padStart(3)}%  `;
      stream.write(`\r\x1b[2K${truncate(bar + printable(branch), columns)}`);
    },
    finish(): void {
      if (drawn > -Infinity) stream.write("\r\x1b[2K");
    },
  };
}
