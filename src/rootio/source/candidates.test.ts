import { describe, expect, test } from "vitest";
import { LocationRefusedError } from "../errors.ts";
import { candidateLocations } from "./candidates.ts";

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
    "a/%2e%2e/x.root",
    "%2E%2e/x.root",
    ".%2e/x.root",
    "a?/../x.root",
    "a#/../x.root",
    "a%2fx.root",
    "a%5Cx.root",
    "a%00.root",
    "a\u007f.root",
    "a\u0085.root",
    "a\ud800.root",
    "https://a.example/data/%2e%2e%2f%2e%2e%2fetc/passwd",
    "https://a.example/data/../data/x.root",
    "https://a.example/data/a/%2E%2e/x.root",
    "https://a.example/data/a/.%2e",
    "https://elsewhere.example/a/../x.root",
    "https://a.example/data/a%2Fx.root",
    "https://a.example/data/%252e%252e/x.root",
    "https://a.example/data/%252e%252e%252fx.root",
    "https://a.example\\data\\x.root",
    "https:\\\\a.example/data/x.root",
    "https://a.example/da\tta/x.root",
    "https://a.example/data/\n../x.root",
    "http://",
    "https://user@a.example/data/x.root",
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

  test.each([
    "file:///etc/passwd",
    "file:/etc/passwd",
    "FILE:etc/passwd",
    "data:,x",
    "data:application/octet-stream;base64,cm9vdA==",
    "ftp://user:secret@h/x.root",
    "s3://bucket/x.root",
    "blob:https://a.example/x",
    "javascript:0",
    "root://eospublic.cern.ch//eos/opendata/x.root",
    "C:/x.root",
    "a:b.root",
  ])("the scheme of %s is not for specs", (path) => {
    const refusal = () => candidateLocations(path, places);
    expect(refusal).toThrow(LocationRefusedError);
    expect(refusal).not.toThrow("secret");
  });

  test("an XRootD address of CERN is refused with its https form", () => {
    expect(() => candidateLocations("root://eospublic.cern.ch//eos/opendata/x.root", places)).toThrow(
      /use https:\/\/opendata\.cern\.ch\/eos\/opendata\/x\.root/,
    );
  });

  test("the address of a file that is made stands for itself, whatever mirrors there are", () => {
    const address = "toy://v1/Data/data_A.4lep.root?seed=1&mu=1";
    expect(candidateLocations(address, { mirrors: ["/mirror"], baseUrls: ["https://a.example/"] })).toEqual([address]);
    expect(() => candidateLocations("toy://[", { mirrors: [], baseUrls: [] })).toThrow(LocationRefusedError);
  });

  test("a scheme in another spelling, or without its slashes, is still a URL", () => {
    expect(candidateLocations("HTTPS:elsewhere.example/x.root", places)).toEqual(["https://elsewhere.example/x.root"]);
  });

  test("a query may hold what a path may not", () => {
    const url = "https://elsewhere.example/x.root?next=/../y%2Fz";
    expect(candidateLocations(url, places)).toEqual([url]);
  });

  test("a base URL with a password is left to the one who opens it", () => {
    const baseUrls = ["https://user:secret@h.example/data"];
    expect(candidateLocations("x.root", { mirrors: ["/m"], baseUrls })).toEqual([
      "/m/x.root",
      "https://user:secret@h.example/data/x.root",
    ]);
  });

  test.each(["file:///etc/", "ftp://h/", "nothing"])("the base URL %s is refused", (base) => {
    expect(() => candidateLocations("x.root", { mirrors: ["/m"], baseUrls: [base] })).toThrow(LocationRefusedError);
  });

  test("a mirror that is a URL is refused", () => {
    expect(() => candidateLocations("x.root", { mirrors: ["https://h/"], baseUrls: [] })).toThrow(LocationRefusedError);
  });
});
