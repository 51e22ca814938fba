import { expect, test } from "vitest";
import { crc64 } from "./crc64.ts";

test("the check value of CRC-64/XZ is met", () => {
  expect(crc64(new TextEncoder().encode("123456789"))).toBe(0x995dc9bbdf1939fan);
});

test("the CRC-64 of nothing is zero", () => {
  expect(crc64(new Uint8Array(0))).toBe(0n);
});
