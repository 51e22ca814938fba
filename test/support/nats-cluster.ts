import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./free-ports.ts";
import { deployedFiles, type User } from "./nats-deployed.ts";
import { startNatsServer, type TestNatsServer } from "./nats-server.ts";

const names = ["nats-1", "nats-2", "nats-3"] as const;
const makeSecrets = join(import.meta.dirname, "../../deploy/make-secrets.mjs");

export interface TestNatsCluster {
  /** By the names of the servers. */
  readonly servers: ReadonlyMap<string, TestNatsServer>;
  /** As the secret of this user has it, but for the places of the servers. */
  urlFor(user: User): string;
  remove(): Promise<void>;
}

/** Three servers with the files of deploy/nats and the secrets of deploy/make-secrets.mjs, on free ports of this machine. */
export async function startNatsCluster(): Promise<TestNatsCluster> {
  const folder = await mkdtemp(join(tmpdir(), "hzz-nats-cluster-"));
  execFileSync(process.execPath, [makeSecrets, "--cluster", "--out", folder], { stdio: "ignore" });
  const secret = (name: string) => readFile(join(folder, name), "utf8");
  const routePorts = await freePorts(names.length);
  const routes = names.reduce(
    (text, name, i) => text.replace(`${name}:6222`, `127.0.0.1:${routePorts[i]!}`),
    await secret("nats-routes.conf"),
  );
  const files = { ...deployedFiles(), "passwords.conf": await secret("nats-passwords.conf"), "routes.conf": routes };
  const started = await Promise.all(
    names.map((name, i) =>
      startNatsServer({
        config: {
          files,
          main: "cluster.conf",
          env: { NATS_NAME: name },
          args: ["--cluster", `nats://127.0.0.1:${routePorts[i]!}`],
        },
      }),
    ),
  );
  const broker = new Map<string, string>();
  for (const user of ["plotter", "data", "z-ttbar", "zz", "signal", "bridge", "operator"] as const)
    broker.set(
      user,
      names.reduce(
        (url, name, i) => url.replace(`${name}:4222`, `127.0.0.1:${started[i]!.port}`),
        await secret(`broker-${user}`),
      ),
    );
  return {
    servers: new Map(names.map((name, i) => [name, started[i]!])),
    urlFor: (user) => broker.get(user)!,
    remove: async () => {
      await Promise.all(started.map((server) => server.remove()));
      await rm(folder, { recursive: true });
    },
  };
}
