import { describe, expect, it } from "vitest";
import { swapBytes, toLittleEndian } from "./byte-order.ts";

describe("the bytes of float64 numbers", () => {
  it("are little-endian whatever the host", () => {
    const bytes = new Uint8Array(Float64Array.of(1, -2).buffer);
    toLittleEndian(bytes);
    const view = new DataView(bytes.buffer);
    expect([view.getFloat64(0, true), view.getFloat64(8, true)]).toEqual([1, -2]);
  });

  it("are turned round eight at a time for hosts of the other byte order", () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    swapBytes(bytes);
    expect(Array.from(bytes)).toEqual([7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8]);
  });
});
