import type { Context } from "hono";
import type { PageFiles } from "../page-files.ts";
import { wantsPage } from "./page-routes.ts";

/**
 * The page for a browser at an address that leads nowhere: it says so and has ways back. It asks for its files relative to where it
 * stands, which may be any number of levels deep.
 *
 * @returns undefined for whoever wants data, outside of the base path, and where there is no page
 */
export function unknownPage(c: Context, assets: PageFiles, basePath: string): Response | undefined {
  const file = assets.get("index.html");
  const { pathname } = new URL(c.req.url);
  const isOurs = c.req.method === "GET" && pathname.startsWith(`${basePath}/`);
  if (file === undefined || !isOurs || !wantsPage(c, assets)) return undefined;
  const up = "../".repeat(pathname.slice(basePath.length).split("/").length - 2);
  const html = new TextDecoder().decode(file.bytes).replaceAll('"./', `"./${up}`);
  return new Response(html, {
    status: 404,
    headers: { "content-type": file.type, "cache-control": "no-cache", vary: "Accept" },
  });
}
