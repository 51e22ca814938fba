import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { chosenCoding, packedHeaders } from "../../http/compression.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { wholeBody } from "../../http/whole-body.ts";
import { codingsOf, hasHashedName, packedFile, type PageFiles } from "../page-files.ts";
import { holdsTag } from "./answer-json.ts";
import { localPage } from "./guards.ts";
import { pathParameter } from "./parameters.ts";
import { type Answer, anyText, type PlotterRoute } from "./route.ts";

const assetPath = pathParameter("file", "Its path.");
const page: Answer = { description: "The page.", content: { "text/html": anyText } };

/**
 * The page, and the page that shows the API. Both ask for everything else below `assets/`, relative to where they stand: an
 * analysis' page stands one level deeper than the others.
 */
export function pageRoutes(assets: PageFiles): PlotterRoute[] {
  // Its script looks at the address and shows what belongs there.
  const pageRoute = (path: string, operationId: string, summary: string): PlotterRoute => ({
    ...{ method: "GET", path, operationId, tag: "page", summary },
    answers: { 200: page },
    problems: [404],
    handle: (c) => answerPage(c, assets, "index.html"),
  });
  return [
    pageRoute("/", "getPage", "The page"),
    pageRoute("/operations", "getOperationsPage", "The page for operators of the services"),
    pageRoute(
      "/compare",
      "getComparePage",
      "The page that shows analyses over each other: `?a=ID&b=ID`, and up to `f`",
    ),
    pageRoute(
      "/new",
      "getNewPage",
      "The page on which a new analysis is written: `?preset=NAME` to begin with a preset",
    ),
    {
      method: "GET",
      path: "/docs",
      operationId: "getApiPage",
      tag: "page",
      summary: "A page to read and try this interface",
      answers: { 200: page },
      problems: [404],
      handle: (c) => answerFile(c, assets, "docs/index.html"),
    },
    {
      method: "GET",
      path: "/lesson",
      operationId: "getLesson",
      tag: "page",
      summary: "A lesson for a class, to read and to print",
      answers: { 200: page },
      problems: [404],
      handle: (c) => answerFile(c, assets, "lesson/index.html"),
    },
    {
      method: "GET",
      path: localPage.slice(0, -1),
      operationId: "getLocalPageAddress",
      tag: "page",
      summary: "Leads to that page, which asks for its files relative to where it stands",
      answers: { 308: { description: "See Location." } },
      handle: (c) => c.redirect(`.${localPage}`, 308),
    },
    {
      method: "GET",
      path: localPage,
      operationId: "getLocalPage",
      tag: "page",
      summary: "A page that reads files of the user's computer in the browser alone",
      answers: { 200: page },
      problems: [404],
      handle: (c) => answerFile(c, assets, "local/index.html"),
    },
    {
      method: "GET",
      path: `${localPage}assets/:file{.+}`,
      operationId: "getLocalAsset",
      tag: "page",
      summary: "A file of that page",
      parameters: [assetPath],
      answers: { 200: { description: "The file." } },
      problems: [404],
      handle: (c) => answerFile(c, assets, `local/assets/${assetPath.of(c)}`),
    },
    {
      method: "GET",
      path: "/assets/:file{.+}",
      operationId: "getAsset",
      tag: "page",
      summary: "A file of the page",
      parameters: [assetPath],
      answers: { 200: { description: "The file." } },
      problems: [404],
      handle: (c) => answerFile(c, assets, assetPath.of(c)),
    },
  ];
}

/** Whether a request for something that is both data and page wants the page. Where there is none, nobody gets it. */
export function wantsPage(c: Context, assets: PageFiles): boolean {
  const supports = ["application/json", "text/html"];
  return (
    assets.has("index.html") && accepts(c, { header: "Accept", supports, default: "application/json" }) === "text/html"
  );
}

/** @param path of the file that is the page there */
export async function answerPage(c: Context, assets: PageFiles, path: string): Promise<Response> {
  const response = await answerFile(c, assets, path);
  response.headers.append("vary", "Accept");
  return response;
}

async function answerFile(c: Context, assets: PageFiles, path: string): Promise<Response> {
  const file = assets.get(path);
  if (file === undefined)
    throw new HttpProblemError({
      title: "Not found",
      status: 404,
      detail: "There is no such file; was this program built with its page?",
    });
  const headers = new Headers({ etag: file.etag, "cache-control": cacheControlOf(path) });
  if (holdsTag(c.req.header("if-none-match"), file.etag)) return new Response(null, { status: 304, headers });
  headers.set("content-type", file.type);
  const coding = chosenCoding(c.req.header("accept-encoding"), codingsOf(file));
  const packed = coding === undefined ? undefined : await packedFile(file, coding);
  if (coding === undefined || packed === undefined) return new Response(wholeBody(file.bytes), { headers });
  return new Response(wholeBody(packed), { headers: packedHeaders(headers, coding) });
}

/** A name with a hash never gets another content. Any other file may change, so that each use asks whether it has. */
function cacheControlOf(path: string): string {
  return hasHashedName(path) ? "public, max-age=31536000, immutable" : "no-cache";
}
