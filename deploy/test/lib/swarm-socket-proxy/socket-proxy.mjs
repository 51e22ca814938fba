// Stands in for wollomatic/socket-proxy where its image cannot be had: takes the same -allow… arguments, and refuses what they do not name. For deploy/test/swarm.sh alone.
import { createServer, request } from "node:http";

const allowed = new Map();
for (const argument of process.argv.slice(2)) {
  const [, method, pattern] = /^-allow(GET|POST)=(.*)$/.exec(argument) ?? [];
  if (method !== undefined) allowed.set(method, new RegExp(`^(?:${pattern})$`));
}

createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const rule = allowed.get(method);
  if (!rule?.test(new URL(url, "http://engine").pathname)) {
    console.log(JSON.stringify({ refused: `${method} ${url}` }));
    outgoing.writeHead(rule === undefined ? 405 : 403).end();
    return;
  }
  const engine = request({ socketPath: "/var/run/docker.sock", method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  engine.on("error", (error) => outgoing.writeHead(502).end(String(error)));
  incoming.pipe(engine);
}).listen(2375, "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
