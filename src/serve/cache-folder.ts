import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../config/config.ts";

/**
 * Where this user's programs keep what can be made again. The system is asked for the home folder only where no variable names one: a
 * runtime with permissions need not allow it.
 *
 * @see XDG Base Directory Specification.
 */
export function cacheFolderOf(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string {
  const own = (variable: string) => (env[variable] === "" ? undefined : env[variable]);
  if (platform === "win32") return join(own("LOCALAPPDATA") ?? join(home(), "AppData", "Local"), "hzz-edge", "Cache");
  const homeOf = () => own("HOME") ?? home();
  if (platform === "darwin") return join(homeOf(), "Library", "Caches", "hzz-edge");
  return join(own("XDG_CACHE_HOME") ?? join(homeOf(), ".cache"), "hzz-edge");
}
