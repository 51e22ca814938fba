import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readFileName } from "../rootio/source/candidates.ts";
import { createFileKeys, isPlainName, normalFileName, originOfPlain } from "./file-name.ts";
import { fileName, hostProblem } from "./spec-fields.ts";

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

describe("a plain name", () => {
  test.each([
    ["a.root", true],
    ["MC/mc_345060.ggH125_ZZ4lep.4lep.root", true],
    ["https://data.example/open-data/a..b~.root", true],
    ["https://1.x/a", true],
    ...["", "/a", "a/", "a//b", ".", "./a", "a/../b", "a/.b", "a b", "a%41", "ü", "a:b", "a\\b", "a?b", "a\n"].map(not),
    ...["HTTPS://h/a", "https://H/a", "https://h", "https://h/", "https://h:1/a", "https://u@h/a", "https://.h/a"].map(
      not,
    ),
    ...["https://h..i/a", "https://1.2.3/a", "https://0x7f/a", "https://xn--a/a", "https://h/a?b", "toy://v1/a"].map(
      not,
    ),
  ] as const)("%j: %s", (name, isPlain) => {
    expect(isPlainName(name)).toBe(isPlain);
  });

  it("is what the slow way makes of it, with which nothing is wrong", () => {
    const text = (alphabet: string, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...alphabet.split("")), minLength: 1, maxLength });
    const names = fc
      .tuple(fc.option(fc.tuple(fc.constantFrom("http", "https"), text("ah0-.", 12))), text("aZ0_.~-//", 16))
      .map(([host, path]) => (host === null ? path : `${host.join("://")}/${path}`))
      .filter(isPlainName);
    const keyOf = createFileKeys(["https://a/", "http://h/a/"]);
    fc.assert(
      fc.property(names, (name) => {
        expect(normalFileName(name)).toBe(name);
        expect(fileName.safeParse(name).success).toBe(true);
        expect(hostProblem(name)).toBeUndefined();
        const origin = originOfPlain(name);
        if (origin === undefined) {
          expect(keyOf(name)).toBe(keyOf(`./${name}`));
          expect(readFileName(name, [])).toEqual({ segments: name.split("/") });
          return;
        }
        expect(new URL(name)).toMatchObject({ href: name, origin });
        expect(keyOf(name)).toBe(keyOf(`${name}#part`));
        expect(hostProblem(`${name}#part`)).toBeUndefined();
        expect(readFileName(name, []).url?.href).toBe(name);
      }),
      { seed: 14, numRuns: 2000 },
    );
  });
});

function not(name: string): readonly [string, boolean] {
  return [name, false];
}

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
