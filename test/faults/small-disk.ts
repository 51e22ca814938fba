import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all room that is left. */
  fill(): void;
  makeRoom(): void;
  remove(): void;
}

/** @throws {Error} saying what this machine lacks for it */
export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "hzz-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (cause) {
    rmdirSync(folder);
    throw new Error(
      "A small file system could not be mounted; it needs Linux, root, and the right to mount (CAP_SYS_ADMIN)",
      {
        cause,
      },
    );
  }
  const ballast = join(folder, "ballast");
  const remove = () => {
    process.off("exit", remove);
    execFileSync("umount", ["--lazy", folder], { stdio: "pipe" });
    rmdirSync(folder);
  };
  // A suite that breaks off leaves nothing behind.
  process.once("exit", remove);
  return {
    folder,
    fill: () => {
      // Whoever else writes takes some of it meanwhile.
      for (;;) {
        const { bavail, bsize } = statfsSync(folder);
        if (bavail === 0) return;
        try {
          writeFileSync(ballast, new Uint8Array(bavail * bsize), { flag: "a" });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        }
      }
    },
    makeRoom: () => {
      rmSync(ballast);
    },
    remove,
  };
}
