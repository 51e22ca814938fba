import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./free-ports.ts";
import { until } from "./plotter-app.ts";

/** A real nginx on free ports of this machine, which hands on what it is asked to others. */
export interface TestNginx {
  /** By HTTP/1.1, without a slash at its end. */
  readonly url: string;
  /** By HTTPS with HTTP/2 and a certificate that nobody has signed. */
  readonly secureUrl: string;
  close(): Promise<void>;
}

/**
 * @param locations blocks of its configuration
 * @throws {Error} with what it says where it is missing or does not like its configuration: these tests are never skipped.
 */
export async function startNginx(locations: string): Promise<TestNginx> {
  const folder = await mkdtemp(join(tmpdir(), "hzz-nginx-"));
  const [port, securePort] = (await freePorts(2)) as [number, number];
  const certificate = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem";
  execFileSync("openssl", certificate.split(" "), { cwd: folder, stdio: "ignore" });
  const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  proxy_buffering on;
  ${bodies.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    listen 127.0.0.1:${securePort} ssl http2;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    ${locations}
  }
}
`,
  );
  const nginx = spawn("nginx", ["-p", folder, "-c", "nginx.conf"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  nginx.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const failed = once(nginx, "exit").then(
    () => `nginx has ended: ${said}`,
    (error: unknown) => `nginx does not start (apt-get install nginx-light): ${String(error)}`,
  );
  let failure: string | undefined;
  void failed.then((text) => (failure = text));
  await until(async () => {
    if (failure !== undefined) throw new Error(failure);
    return takesConnections(port);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    secureUrl: `https://127.0.0.1:${securePort}`,
    close: async () => {
      nginx.kill("SIGTERM");
      await failed;
      await rm(folder, { recursive: true });
    },
  };
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
