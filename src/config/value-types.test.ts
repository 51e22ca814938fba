import { describe, expect, it } from "vitest";
import { originList, type Machine } from "./value-types.ts";

const machine: Machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };

describe("originList", () => {
  it.each([
    ["none", []],
    [" none ", []],
    ["https://h.example", ["https://h.example"]],
    [
      "HTTPS://H.example:443 , http://*.lab.example:*,https://h.example",
      ["https://h.example", "http://*.lab.example:*"],
    ],
  ])("reads %j", (text, origins) => {
    expect(originList.parse(text, machine)).toEqual(origins);
    expect(originList.parse(originList.show(origins), machine)).toEqual(origins);
  });

  it.each([
    "",
    ",",
    "https://h.example,",
    "https://h.example none",
    "https://h.example https://g.example",
    "*",
    "https://*",
  ])("refuses %j", (text) => {
    expect(originList.parse(text, machine)).toBeUndefined();
  });
});
