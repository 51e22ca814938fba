import type { IncomingHttpHeaders } from "node:http";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Answer,
  inTurn,
  type MisbehavingServer,
  part,
  redirect,
  startMisbehavingServer,
  status,
} from "../../../test/support/misbehaving-server.ts";
import { LocationRefusedError, NoCandidateError, ServerUnreachableError } from "../errors.ts";
import type { AccessRules } from "./access-rules.ts";
import { candidateLocations } from "./candidates.ts";
import type { Lookup } from "./checked-lookup.ts";
import { enforceRules } from "./enforce-rules.ts";
import { openFirst } from "./open-first.ts";
import { openSource } from "./open-source.ts";

const content = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
const quick = { backoffMs: 1 };
const none: AccessRules = { origins: [], privateOrigins: [], linksOut: false };

let allowed: MisbehavingServer;
let secret: MisbehavingServer;
let folder = "";
beforeEach(async () => {
  allowed = await startMisbehavingServer();
  secret = await startMisbehavingServer();
  secret.serve("/x.root", part(content));
  folder = await mkdtemp(join(tmpdir(), "hzz-rules-"));
});
afterEach(async () => {
  await allowed[Symbol.asyncDispose]();
  await secret[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const portOf = ({ origin }: MisbehavingServer) => new URL(origin).port;

/** Names lead to these addresses; every question is noted. */
function names(table: Readonly<Record<string, readonly string[]>>): Lookup & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup: Lookup = (hostname, _options, callback) => {
    asked.push(hostname);
    const found = table[hostname];
    const address = found?.[Math.min(asked.filter((name) => name === hostname).length, found.length) - 1];
    if (address === undefined) callback(Object.assign(new Error("unknown"), { code: "ENOTFOUND" }), []);
    else callback(null, [{ address, family: 4 }]);
  };
  return Object.assign(lookup, { asked });
}

async function open(url: string, rules: Partial<AccessRules>, lookup?: Lookup) {
  const options = enforceRules({ ...none, privateOrigins: [allowed.origin], ...rules }, [folder], lookup);
  return openSource(url, { ...quick, ...options });
}

describe("connections", () => {
  test("an origin that is named as private is read, on the address it is at", async () => {
    await using byAddress = await open(allowed.serve("/x.root", part(content)), {});
    expect(byAddress.size).toBe(1000);
    const origin = `http://store.example:${portOf(allowed)}`;
    const lookup = names({ "store.example": ["127.0.0.1"] });
    await using byName = await open(`${origin}/x.root`, { privateOrigins: [origin] }, lookup);
    expect(byName.size).toBe(1000);
    expect(lookup.asked).toEqual(["store.example"]);
  });

  test("a name that leads to a private address is refused, and nothing is sent there", async () => {
    const origin = `http://data.example:${portOf(secret)}`;
    const opening = open(`${origin}/x.root`, { origins: [origin] }, names({ "data.example": ["127.0.0.1"] }));
    await expect(opening).rejects.toThrow(LocationRefusedError);
    await expect(opening).rejects.toMatchObject({ retry: "never", where: { file: `${origin}/x.root` } });
    await expect(opening).rejects.toThrow(/the name data\.example leads to a loopback address.*HZZ_PRIVATE_ORIGINS/);
    await expect(opening).rejects.not.toThrow(/127\.0\.0\.1|gave up/);
    expect(secret.requests).toEqual([]);
  });

  test("a name is looked up once for a connection, and a refusal is not tried again with its next answer", async () => {
    const origin = `http://data.example:${portOf(secret)}`;
    const lookup = names({ "data.example": ["10.0.0.1", "8.8.8.8"] });
    await expect(open(`${origin}/x.root`, { origins: [origin] }, lookup)).rejects.toThrow(/a private address/);
    expect(lookup.asked).toHaveLength(1);
  });

  test("a connection goes to the address that was checked, whatever the name leads to afterwards", async () => {
    const origin = `http://store.example:${portOf(allowed)}`;
    allowed.serve("/x.root", part(content));
    const lookup = names({ "store.example": ["127.0.0.1", "127.0.0.2"] });
    await using source = await open(`${origin}/x.root`, { privateOrigins: [origin] }, lookup);
    expect(source.size).toBe(1000);
    expect(lookup.asked).toHaveLength(1);
  });

  test("a private origin is exempt with its port alone", async () => {
    const origin = `http://store.example:${portOf(allowed)}`;
    const rules = { privateOrigins: [origin], origins: [`http://store.example:*`] };
    const lookup = names({ "store.example": ["127.0.0.1"] });
    const opening = open(`http://store.example:${portOf(secret)}/x.root`, rules, lookup);
    await expect(opening).rejects.toThrow(/leads to a loopback address/);
    expect(secret.requests).toEqual([]);
  });

  test("a name that nobody knows is no refusal", async () => {
    const opening = open("http://data.example/x.root", { origins: ["http://data.example"] }, names({}));
    await expect(opening).rejects.toThrow(ServerUnreachableError);
    await expect(opening).rejects.toThrow(/its name is not known/);
  });

  test("the fetch refuses by itself, also an address and an origin that nobody checked before", async () => {
    const { fetch } = enforceRules({ ...none, origins: ["http://a.example"] }, []);
    const init = { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal } as const;
    for (const url of [`${secret.origin}/x.root`, "http://b.example/", "http://[::1]:9999/"])
      await expect(fetch(new URL(url), init)).rejects.toThrow(LocationRefusedError);
    expect(secret.requests).toEqual([]);
  });
});

describe("redirects", () => {
  const to = (place: string) => open(allowed.serve("/x.root", redirect(place)), { origins: ["http://data.example:*"] });

  test.each([
    ["a loopback address", () => `${secret.origin}/x.root`],
    ["a loopback address in another spelling", () => `http://2130706433:${portOf(secret)}/x.root`],
    ["a loopback address inside an IPv6 one", () => `http://[::ffff:127.0.0.1]:${portOf(secret)}/x.root`],
    ["a loopback name", () => `http://localhost:${portOf(secret)}/x.root`],
    ["a cloud's metadata service", () => "http://169.254.169.254/latest/meta-data/"],
    ["an origin that is not allowed", () => "https://elsewhere.example/x.root"],
    ["another scheme of an allowed host", () => "https://data.example/x.root"],
    ["a local file", () => "file:///etc/passwd"],
    ["data", () => "data:application/octet-stream,root"],
    ["FTP", () => "ftp://data.example/x.root"],
    ["a URL with a password", () => "http://user:hunter2@data.example/x.root"],
  ])("to %s are refused at once, and nothing is sent there", async (_, place) => {
    const opening = to(place());
    await expect(opening).rejects.toThrow(LocationRefusedError);
    await expect(opening).rejects.toMatchObject({ retry: "never" });
    await expect(opening).rejects.not.toThrow("hunter2");
    expect(allowed.requests).toHaveLength(1);
    expect(secret.requests).toEqual([]);
  });

  test("to a name that leads to a private address are refused, also by way of an allowed hop", async () => {
    const hop = allowed.serve("/hop", redirect(`http://data.example:${portOf(secret)}/x.root`));
    const first = allowed.serve("/x.root", redirect(hop, 308));
    const lookup = names({ "data.example": ["127.0.0.1"] });
    await expect(open(first, { origins: ["http://data.example:*"] }, lookup)).rejects.toThrow(LocationRefusedError);
    expect(allowed.requests.map(({ path }) => path)).toEqual(["/x.root", "/hop"]);
    expect(secret.requests).toEqual([]);
  });

  test("within what is allowed are followed", async () => {
    const replica = allowed.serve("/replica", part(content));
    await using source = await to(replica);
    expect(source.size).toBe(1000);
  });
});

test("no credentials and no cookies are sent, whatever a server asks for", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const nosy =
    (answer: Answer): Answer =>
    (request, response) => {
      seen.push(request.headers);
      response.setHeader("set-cookie", "session=1");
      response.setHeader("www-authenticate", "Basic");
      answer(request, response);
    };
  const url = allowed.serve("/x.root", nosy(inTurn(status(503), redirect("/y.root"), status(401))));
  allowed.serve("/y.root", nosy(part(content)));
  await using source = await open(url, {});
  expect(source.size).toBe(1000);
  await expect(open(url, {})).rejects.toThrow(/wants a login/);
  expect(seen).toHaveLength(4);
  for (const headers of seen) {
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("referer");
  }
});

describe("mirrors", () => {
  beforeEach(async () => {
    for (const name of ["mirror/real", "other", "outside"]) await mkdir(join(folder, name), { recursive: true });
    for (const name of ["mirror/real/x.root", "other/x.root", "outside/x.root"])
      await writeFile(join(folder, name), content);
    const link = (target: string, name: string) => symlink(join(folder, target), join(folder, name));
    await link("outside/x.root", "mirror/file.root");
    await link("outside", "mirror/directory");
    await symlink("../outside/x.root", join(folder, "mirror/relative.root"));
    await link("mirror/directory/x.root", "mirror/twice.root");
    await link("mirror/real/x.root", "mirror/inside.root");
    await link("other/x.root", "mirror/other.root");
    await link("mirror", "alias");
  });

  async function openIn(mirrors: readonly string[], path: string, linksOut = false) {
    const places = { mirrors: mirrors.map((name) => join(folder, name)), baseUrls: [] };
    return openFirst(candidateLocations(path, places), enforceRules({ ...none, linksOut }, places.mirrors));
  }

  test.each(["file.root", "directory/x.root", "relative.root", "twice.root", "directory"])(
    "a link that leads out is refused: %s",
    async (path) => {
      const opening = openIn(["mirror"], path);
      await expect(opening).rejects.toThrow(LocationRefusedError);
      await expect(opening).rejects.toMatchObject({ retry: "never", where: { file: join(folder, "mirror", path) } });
      await expect(opening).rejects.toThrow(/link leads out of the mirror.*HZZ_MIRROR/);
      await expect(opening).rejects.not.toThrow("outside");
    },
  );

  test.each([
    ["real/x.root", "mirror"],
    ["inside.root", "mirror"],
    ["real/x.root", "alias"],
    ["inside.root", "alias"],
  ])("a file inside is read: %s in %s", async (path, mirror) => {
    await using source = await openIn([mirror], path);
    expect(source.size).toBe(1000);
  });

  test("a link from one mirror into another is read, and a mirror that is not there holds nothing", async () => {
    await using source = await openIn(["mirror", "other"], "other.root");
    expect(source.size).toBe(1000);
    await expect(openIn(["mirror", "missing"], "other.root")).rejects.toThrow(NoCandidateError);
  });

  test("where the rules let links lead out, they may", async () => {
    await using source = await openIn(["mirror"], "directory/x.root", true);
    expect(source.size).toBe(1000);
  });

  test("a file URL is held to the mirrors as well", async () => {
    const options = enforceRules(none, [join(folder, "mirror")]);
    await expect(openSource(`file://${folder}/outside/x.root`, options)).rejects.toThrow(LocationRefusedError);
  });
});
