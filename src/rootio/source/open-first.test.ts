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
import { LocationRefusedError, NoCandidateError, SourceNotFoundError, SourceUnavailableError } from "../errors.ts";
import { candidateLocations } from "./candidates.ts";
import { openFirst } from "./open-first.ts";

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

  test("a place that is refused is passed over, and none hides another", async () => {
    const url = server.serve("/x.root", part(content));
    const places = {
      mirrors: [folder],
      baseUrls: ["https://user:secret@h.example/", "http://no.example/", server.origin],
    };
    const checkUrl = (candidate: URL) => (candidate.origin === server.origin ? undefined : "it is not on the list");
    await using remote = await openFirst(candidateLocations("x.root", places), { checkUrl });
    expect(remote.name).toBe(url);
    await writeFile(join(folder, "x.root"), content);
    await using local = await openFirst(candidateLocations("x.root", places), { checkUrl: () => "no URL at all" });
    expect(local.name).toBe(join(folder, "x.root"));
  });

  test("if every place is refused or without the file, the error lists each with its reason and is final", async () => {
    const places = { mirrors: [folder], baseUrls: ["https://user:secret@h.example/", "http://no.example/"] };
    const opening = openFirst(candidateLocations("x.root", places), { checkUrl: () => "it is not on the list" });
    await expect(opening).rejects.toMatchObject({ name: "NoCandidateError", retry: "never" });
    await expect(opening).rejects.toThrow(
      /no such file.*\n.*h\.example\/x\.root: A URL with a user name.*\n.*no\.example\/x\.root: This URL may not be read here: it is not on the list/,
    );
    await expect(opening).rejects.not.toThrow(/secret/);
  });

  test("a single place that is refused is a refusal", async () => {
    const opening = openFirst([server.serve("/x", part(content))], { checkUrl: () => "it is not on the list" });
    await expect(opening).rejects.toThrow(LocationRefusedError);
    expect(server.requests).toEqual([]);
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
