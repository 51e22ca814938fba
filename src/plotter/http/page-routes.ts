import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { HttpProblemError } from "../../http/problem.ts";
import type { PageFile, PageFiles } from "../page-files.ts";
import { holdsTag } from "./answer-json.ts";
import { problems, type Answer, type PlotterRoute } from "./route.ts";

const page: Answer = { description: "The page.", content: { "text/html": { schema: { type: "string" } } } };

/** The page, and the page that shows the API. Both ask for everything else under `/assets/`. */
export function pageRoutes(assets: PageFiles): PlotterRoute[] {
  return [
    {
      method: "GET",
      path: "/",
      operation: {
        operationId: "getPage",
        tags: ["page"],
        summary: "The page",
        responses: { "200": page, ...problems(404) },
      },
      handle: (c) => answerPage(c, assets),
    },
    {
      method: "GET",
      path: "/operations",
      operation: {
        operationId: "getOperationsPage",
        tags: ["page"],
        summary: "The page for whoever operates the services",
        responses: { "200": page, ...problems(404) },
      },
      handle: (c) => answerPage(c, assets),
    },
    {
      method: "GET",
      path: "/docs",
      operation: {
        operationId: "getApiPage",
        tags: ["page"],
        summary: "A page to read and try this interface",
        responses: { "200": page, ...problems(404) },
      },
      handle: (c) => answerFile(c, assets.get("docs/index.html")),
    },
    {
      method: "GET",
      path: "/assets/:file{.+}",
      operation: {
        operationId: "getAsset",
        tags: ["page"],
        summary: "A file of the page",
        parameters: [
          { name: "file", in: "path", required: true, description: "Its path.", schema: { type: "string" } },
        ],
        responses: { "200": { description: "The file." }, ...problems(404) },
      },
      handle: (c) => answerFile(c, assets.get(c.req.param("file") ?? "")),
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
