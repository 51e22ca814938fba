import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  part,
  startMisbehavingServer,
  status,
  type MisbehavingServer,
} from "../../../test/support/misbehaving-server.ts";
import {
  LocationRefusedError,
  NoCandidateError,
  SourceNotFoundError,
  SourceUnavailableError,
  UnsupportedFormatError,
} from "../errors.ts";
import { candidateLocations, openFirst } from "./candidates.ts";

const places = { mirrors: ["/mirror", "other/mirror"], baseUrls: ["https://a.example/data/", "http://b.example"] };

describe("candidateLocations", () => {
  test("a relative path is looked for in each mirror, then below each base URL", () => {
    expect(candidateLocations("Data/data_A.4lep.root", places)).toEqual([
      "/mirror/Data/data_A.4lep.root",
      "other/mirror/Data/data_A.4lep.root",
      "https://a.example/data/Data/data_A.4lep.root",
      "http://b.example/Data/data_A.4lep.root",
    ]);
  });

  test("a path is a path, so what is special in URLs is escaped, and a query of the base stays", () => {
    expect(candidateLocations("./a b//c#d?e%41.root", { mirrors: ["/m"], baseUrls: ["http://h/x?token=1"] })).toEqual([
      "/m/a b/c#d?e%41.root",
      "http://h/x/a%20b/c%23d%3Fe%2541.root?token=1",
    ]);
  });

  test("a URL below a base URL is looked for in the mirrors by the rest of its path", () => {
    expect(candidateLocations("https://a.example/data/MC/x%20y.root", places)).toEqual([
      "/mirror/MC/x y.root",
      "other/mirror/MC/x y.root",
      "https://a.example/data/MC/x%20y.root",
    ]);
  });

  test.each([
    "https://elsewhere.example/data/x.root",
    "https://a.example/database/x.root",
    "http://a.example/data/x.root",
  ])("%s lies below no base URL and stands for itself alone", (url) => {
    expect(candidateLocations(url, places)).toEqual([url]);
  });

  test.each([
    "../x.root",
    "a/../../x.root",
    "a/..",
    "/etc/passwd",
    "//host/x",
    "a\\..\\x.root",
    "a\0.root",
    "a\n.root",
    ".",
    "",
    "https://a.example/data/%2e%2e%2f%2e%2e%2fetc/passwd",
    "https://a.example/data/..%2f..%2fetc/passwd",
    "https://a.example/data/%00",
    "https://a.example/data/%5c..%5cx",
    "https://a.example/data/%zz",
    "https://a.example/data/%2fetc/passwd",
    "https://user:secret@a.example/data/x.root",
  ])("%j is refused", (path) => {
    expect(() => candidateLocations(path, places)).toThrow(LocationRefusedError);
  });

  test("the message for a URL with a password does not repeat it", () => {
    let message = "";
    try {
      candidateLocations("https://user:secret@a.example/x.root", places);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("https://a.example/x.root");
    expect(message).not.toContain("secret");
  });

  test.each(["file:///etc/passwd", "s3://bucket/x.root", "root://eospublic.cern.ch//eos/opendata/x.root"])(
    "the scheme of %s is not for specs",
    (path) => {
      expect(() => candidateLocations(path, places)).toThrow(UnsupportedFormatError);
    },
  );

  test("a mirror that is a URL is refused", () => {
    expect(() => candidateLocations("x.root", { mirrors: ["https://h/"], baseUrls: [] })).toThrow(LocationRefusedError);
  });
});

describe("openFirst", () => {
  const content = Uint8Array.of(1, 2, 3);
  let folder = "";
  let server: MisbehavingServer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-candidates-"));
    server = await startMisbehavingServer();
  });

  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  test("a server that gives no sign of life is asked once, not for each of its URLs", async () => {
    let asked = 0;
    const fetchNothing: typeof fetch = () => {
      asked++;
      return Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) }),
      );
    };
    const urls = ["a", "b", "c"].map((name) => `http://nowhere.example/${name}`);
    const opening = openFirst(urls, { fetch: fetchNothing, unreachableAttempts: 1 });
    await expect(opening).rejects.toThrow(/3 places(.*its name is not known){3}/s);
    expect(asked).toBe(1);
  });

  test("a file that the mirror has is opened there", async () => {
    await writeFile(join(folder, "x.root"), content);
    await using source = await openFirst(
      candidateLocations("x.root", { mirrors: [folder], baseUrls: [server.origin] }),
    );
    expect(source.name).toBe(join(folder, "x.root"));
    expect(server.requests).toEqual([]);
  });

  test("a file that the mirror lacks, or has as a folder, is opened on the server", async () => {
    await mkdir(join(folder, "y.root"));
    for (const name of ["x.root", "y.root"]) {
      const url = server.serve(`/${name}`, part(content));
      await using source = await openFirst(candidateLocations(name, { mirrors: [folder], baseUrls: [server.origin] }));
      expect(source.name).toBe(url);
    }
  });

  test("if all fail, the error lists each with its reason, and is worth a retry if any is", async () => {
    const missing = server.serve("/gone.root", status(404));
    const away = server.serve("/away.root", status(503));
    const quick = { attempts: 1 };
    const never = openFirst([join(folder, "x.root"), missing], quick);
    await expect(never).rejects.toThrow(NoCandidateError);
    await expect(never).rejects.toMatchObject({ retry: "never" });
    await expect(never).rejects.toThrow(/2 places:\n {2}- .*x\.root: .*no such file.*\n {2}- .*gone\.root: HTTP 404/);
    const later = openFirst([join(folder, "x.root"), away, missing], quick);
    await expect(later).rejects.toMatchObject({ name: "NoCandidateError", retry: "later" });
  });

  test("the error of a single candidate is thrown as it is", async () => {
    await expect(openFirst([join(folder, "x.root")])).rejects.toThrow(SourceNotFoundError);
    await expect(openFirst([server.serve("/away", status(500))], { attempts: 1 })).rejects.toThrow(
      SourceUnavailableError,
    );
  });

  test("no candidate at all is an error that says what to give", async () => {
    await expect(openFirst([])).rejects.toThrow(/mirror directory or a base URL/);
  });

  test("an aborted signal ends the search", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(openFirst([server.serve("/x", part(content)), join(folder, "x")], { signal })).rejects.toThrow(
      "enough",
    );
    expect(server.requests).toEqual([]);
  });
});
