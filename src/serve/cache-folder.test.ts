import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheFolderOf } from "./cache-folder.ts";

const home = () => "/home/anna";

test.each([
  ["linux", {}, "/home/anna/.cache/hzz-edge"],
  ["linux", { XDG_CACHE_HOME: "" }, "/home/anna/.cache/hzz-edge"],
  ["linux", { XDG_CACHE_HOME: "/cache" }, "/cache/hzz-edge"],
  ["darwin", { XDG_CACHE_HOME: "/cache" }, "/home/anna/Library/Caches/hzz-edge"],
  ["win32", {}, "/home/anna/AppData/Local/hzz-edge/Cache"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/hzz-edge/Cache"],
] as const)("on %s with %j it is %s", (platform, env, folder) => {
  expect(cacheFolderOf(env, platform, home)).toBe(join(folder));
});

test("the home folder is not asked for where the settings do without it", () => {
  const refused = () => {
    throw new Error("not permitted");
  };
  expect(cacheFolderOf({ XDG_CACHE_HOME: "/cache" }, "linux", refused)).toBe(join("/cache/hzz-edge"));
});
