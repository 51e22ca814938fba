import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../config/config.ts";

/**
 * Where this user's programs keep what can be made again. The home folder is asked for only where it is needed: a runtime with permissions
 * need not give it to whoever sets HZZ_CACHE.
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
  if (platform === "darwin") return join(home(), "Library", "Caches", "hzz-edge");
  return join(own("XDG_CACHE_HOME") ?? join(home(), ".cache"), "hzz-edge");
}
