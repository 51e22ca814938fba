import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NatsServerConfig } from "./nats-server.ts";

const folder = join(import.meta.dirname, "../../deploy/nats");

/** The users of deploy/nats/nats.conf, with passwords of these tests. */
export const users = ["plotter", "data", "z-ttbar", "zz", "signal", "bridge", "operator"] as const;
export type User = (typeof users)[number];

/** Characters that a URL or the server's configuration might take for something else. */
const passwordOf = (user: User): string => `p${user.length}-${user}_Pw`;

/** The files of deploy/nats as they are, but for the place of the store. */
export function deployedFiles(): Record<string, string> {
  const names = ["nats.conf", "passwords.conf", "swarm.conf", "cluster.conf", "tls.conf", "websocket.conf"];
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const parts = files["nats.conf"]!.split('"/data"');
  if (parts.length !== 2) throw new Error("deploy/nats/nats.conf does not say once that its store is /data");
  return { ...files, "nats.conf": parts.join('"STORE"') };
}

/** A server as it is deployed, with the passwords in its environment. */
export function deployedConfig(main: string, env: Readonly<Record<string, string>> = {}): NatsServerConfig {
  const passwords = users.map((user) => [`NATS_${user.toUpperCase().replaceAll("-", "_")}_PASSWORD`, passwordOf(user)]);
  return {
    files: deployedFiles(),
    main,
    env: { ...(Object.fromEntries(passwords) as Record<string, string>), ...env },
  };
}

export const loginOf = (user: User): { readonly user: string; readonly pass: string } => ({
  user,
  pass: passwordOf(user),
});

/** The URL of a server for one of its users. */
export function urlFor(url: string, user: User): string {
  return url.replace("://", `://${user}:${encodeURIComponent(passwordOf(user))}@`);
}
