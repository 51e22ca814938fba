import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** A static host on a free loopback port: the files of a folder, and nothing else. */
export interface StaticHost extends AsyncDisposable {
  readonly url: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/**
 * @param headers sent with each file; with `access-control-allow-origin` also ranges are served, as a file server that other pages may read
 */
export async function startStaticHost(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticHost> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const path = normalize(decodeURIComponent(pathname));
    void readFile(join(folder, path.endsWith("/") ? `${path}index.html` : path)).then(
      (bytes) => {
        const type = types[extname(path) || ".html"] ?? "application/octet-stream";
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
        if (from === undefined || Number(from) >= bytes.length) {
          response.writeHead(200, { "content-type": type, ...headers }).end(bytes);
          return;
        }
        const part = bytes.subarray(Number(from), Number(to) + 1);
        const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
        response.writeHead(206, { "content-type": type, "content-range": range, ...headers }).end(part);
      },
      () => {
        response.writeHead(404, headers).end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
