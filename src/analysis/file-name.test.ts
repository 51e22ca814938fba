import { describe, expect, it, test } from "vitest";
import { createFileKeys, normalFileName } from "./file-name.ts";

describe("normalFileName", () => {
  test.each([
    ["ok.root", "ok.root"],
    ["./ok.root", "ok.root"],
    ["ok.root/", "ok.root"],
    [".//ok.root", "ok.root"],
    ["Data//./a.root", "Data/a.root"],
    ["./", "./"],
    ["./toy://v1/x", "./toy:/v1/x"],
    ["a%41 ü.root", "a%41 ü.root"],
    ["HTTPS://Example.ORG:443/a%41%7e%2fb/./c.root?q=%7E", "https://example.org/aA~%2Fb/c.root?q=~"],
    ["http://h:0080/x", "http://h/x"],
    ["http://h:443/x", "http://h:443/x"],
    ["https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"],
    ["https://User:Pw@Host/x", "https://User:Pw@Host/x"],
    ["https://h/a/%2e%2e/x", "https://h/a/../x"],
    ["https://h/a//b/", "https://h/a//b/"],
    ["https://h/with space/ü.root", "https://h/with space/ü.root"],
    ["toy://v1/Data/data_A.4lep.root?mu=1&seed=1", "toy://v1/Data/data_A.4lep.root?mu=1&seed=1"],
  ])("%s is %s", (name, normal) => {
    expect(normalFileName(name)).toBe(normal);
    expect(normalFileName(normal)).toBe(normal);
  });
});

describe("createFileKeys", () => {
  const keyOf = createFileKeys(["https://example.org/open//data/"]);

  test.each([
    ["Data/a.root", "https://EXAMPLE.org:443/open/data/Data/%61.root"],
    ["Data/a b.root", "https://example.org/open/data//Data/a%20b.root/"],
    ["https://h/a//b.root", "https://h/a/b.root#part"],
    ["https://h/ü.root", "https://h/%C3%BC.root"],
    ["toy://v1/Data/data_A.4lep.root?mu=1&seed=1", "toy://v1/Data/data_A.4lep.root?seed=1"],
  ])("%s and %s are one file", (a, b) => {
    expect(keyOf(a)).toBe(keyOf(b));
  });

  it("tells apart what may be two files", () => {
    const names = [
      ...["a.root", "A.root", "Data/a.root", "a%2Eroot", "https://h/a.root", "https://h/A.root", "https://i/a.root"],
      ...[
        "http://h/a.root",
        "https://h/a.root?v=1",
        "https://h/a.root?v=2",
        "https://example.org/open/data/a.root?v=1",
      ],
      ...[
        "toy://v1/Data/data_A.4lep.root?seed=2",
        "toy://v1/Data/data_A.4lep.root?seed=3",
        "https://h/%zz",
        "https://h/",
      ],
    ];
    expect(new Set(names.map(keyOf)).size).toBe(names.length);
  });
});
