import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { HttpProblemError } from "../../http/problem.ts";
import type { PageFile, PageFiles } from "../page-files.ts";
import { holdsTag } from "./answer-json.ts";
import { pathParameter } from "./parameters.ts";
import { type Answer, anyText, type PlotterRoute } from "./route.ts";

const assetPath = pathParameter("file", "Its path.");
const page: Answer = { description: "The page.", content: { "text/html": anyText } };

/** The page, and the page that shows the API. Both ask for everything else under `/assets/`. */
export function pageRoutes(assets: PageFiles): PlotterRoute[] {
  return [
    {
      method: "GET",
      path: "/",
      operationId: "getPage",
      tag: "page",
      summary: "The page",
      answers: { 200: page },
      problems: [404],
      handle: (c) => answerPage(c, assets),
    },
    {
      method: "GET",
      path: "/operations",
      operationId: "getOperationsPage",
      tag: "page",
      summary: "The page for whoever operates the services",
      answers: { 200: page },
      problems: [404],
      handle: (c) => answerPage(c, assets),
    },
    {
      method: "GET",
      path: "/docs",
      operationId: "getApiPage",
      tag: "page",
      summary: "A page to read and try this interface",
      answers: { 200: page },
      problems: [404],
      handle: (c) => answerFile(c, assets.get("docs/index.html")),
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
      handle: (c) => answerFile(c, assets.get(assetPath.of(c))),
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

export function answerPage(c: Context, assets: PageFiles): Response {
  const response = answerFile(c, assets.get("index.html"));
  response.headers.set("vary", "Accept");
  return response;
}

function answerFile(c: Context, file: PageFile | undefined): Response {
  if (file === undefined)
    throw new HttpProblemError({
      title: "Not found",
      status: 404,
      detail: "There is no such file; was this program built with its page?",
    });
  // The names stay the same from version to version, so that each use asks whether there is a new one.
  const headers = { etag: file.etag, "cache-control": "no-cache" };
  if (holdsTag(c.req.header("if-none-match"), file.etag)) return new Response(null, { status: 304, headers });
  return new Response(file.bytes, { headers: { ...headers, "content-type": file.type } });
}
