#!/usr/bin/env node
// Makes the passwords of a stack: for the broker's users, as the server and as each service wants them, and the token for
// the plotter. Never overwrites a file. Run by hand, before `docker stack deploy`.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const users = ["plotter", "data", "z-ttbar", "zz", "signal", "bridge", "operator"];

const usage = `usage: node deploy/make-secrets.mjs [--cluster] [--out FOLDER]

  --cluster  for three NATS servers (nats-1, nats-2, nats-3) and streams with three copies, instead of one server (nats)
  --out      where the files go; default deploy/secrets
`;

/** 128 bits. The letter in front keeps NATS from reading a number, and nothing in it means anything in a URL. */
function newPassword() {
  return `p${randomBytes(16).toString("hex")}`;
}

/** @returns text by file name: what the broker's server and its clients share, which fits together or not at all */
function brokerFiles(cluster) {
  const hosts = cluster ? ["nats-1", "nats-2", "nats-3"] : ["nats"];
  const places = hosts.map((host) => `${host}:4222`).join(",");
  const passwords = users.map((user) => [user, newPassword()]);
  const files = {
    "nats-passwords.conf": passwords
      .map(([user, password]) => `NATS_${user.toUpperCase().replaceAll("-", "_")}_PASSWORD: "${password}"\n`)
      .join(""),
  };
  for (const [user, password] of passwords)
    files[`broker-${user}`] = `nats://${user}:${password}@${places}${cluster ? "?replicas=3" : ""}`;
  if (cluster) {
    const password = newPassword();
    const routes = hosts.map((host) => `  "nats-route://cluster:${password}@${host}:6222"\n`).join("");
    files["nats-routes.conf"] =
      `authorization: { user: "cluster", password: "${password}", timeout: 5 }\nroutes: [\n${routes}]\n`;
  }
  return files;
}

/** Writes the files that are not there; a set of which only some are there is left alone, since it would not fit together. */
function writeSet(folder, files) {
  const names = Object.keys(files);
  const there = names.filter((name) => existsSync(join(folder, name)));
  if (there.length === names.length) {
    console.log(`already there, left as they are: ${names.join(" ")}`);
    return true;
  }
  if (there.length > 0) {
    console.error(
      `${folder} has ${there.join(" ")}, but not ${names.filter((name) => !there.includes(name)).join(" ")}. ` +
        `They must fit together: remove those that are there, or choose another folder with --out. Nothing was written of them.`,
    );
    return false;
  }
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), text, { mode: 0o600, flag: "wx" });
  console.log(`made: ${names.join(" ")}`);
  return true;
}

function main() {
  const defaultFolder = fileURLToPath(new URL("secrets", import.meta.url));
  let options;
  try {
    options = parseArgs({
      options: {
        cluster: { type: "boolean", default: false },
        out: { type: "string", default: defaultFolder },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  mkdirSync(options.out, { recursive: true, mode: 0o700 });
  // No line end at the ends of these: a service takes the whole file.
  const sets = [brokerFiles(options.cluster), { "api-token": randomBytes(32).toString("hex") }];
  const written = sets.map((files) => writeSet(options.out, files));
  return written.every(Boolean) ? 0 : 1;
}

process.exitCode = main();
