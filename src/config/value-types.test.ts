import { describe, expect, it } from "vitest";
import { networkList, originList, type Machine } from "./value-types.ts";

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

describe("networkList", () => {
  it.each([
    ["192.0.2.7", ["192.0.2.7"]],
    [" 10.0.0.0/8 ,::1, FD00::/8,::1", ["10.0.0.0/8", "::1", "fd00::/8"]],
    ["0.0.0.0/0", ["0.0.0.0/0"]],
  ])("reads %j", (text, networks) => {
    expect(networkList.parse(text, machine)).toEqual(networks);
    expect(networkList.parse(networkList.show(networks), machine)).toEqual(networks);
  });

  it.each([
    "",
    ",",
    "hub",
    "10.0.0.256",
    "10.0.0",
    "010.0.0.1",
    "10.0.0.0/33",
    "::1/129",
    "fd00::/",
    "fd00:::1",
    "::1%1",
    "*",
  ])("refuses %j", (text) => {
    expect(networkList.parse(text, machine)).toBeUndefined();
  });
});
