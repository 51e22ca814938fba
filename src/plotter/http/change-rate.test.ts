import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChangeRate } from "./change-rate.ts";

describe("ChangeRate", () => {
  it("lets so many pass in a minute, then one for each that has come back", () => {
    const rate = new ChangeRate(3);
    expect([0, 0, 0].map((ms) => rate.take("a", ms))).toEqual([0, 0, 0]);
    expect(rate.take("a", 0)).toBe(20);
    expect(rate.take("a", 19_000)).toBe(1);
    expect(rate.take("a", 20_000)).toBe(0);
    expect(rate.take("a", 20_000)).toBe(20);
  });

  it("never saves up more than a minute's", () => {
    const rate = new ChangeRate(2);
    rate.take("a", 0);
    expect([0, 0, 0].map(() => rate.take("a", 3_600_000) === 0)).toEqual([true, true, false]);
  });

  it("counts each client for itself", () => {
    const rate = new ChangeRate(1);
    expect(rate.take("192.0.2.1", 0)).toBe(0);
    expect(rate.take("192.0.2.2", 0)).toBe(0);
    expect(rate.take("192.0.2.1", 0)).toBeGreaterThan(0);
  });

  it("counts the addresses of one IPv6 network as one client", () => {
    const rate = new ChangeRate(1);
    expect(rate.take("2001:db8:1:2::1", 0)).toBe(0);
    for (const same of ["2001:db8:1:2:ffff::9", "2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::%eth0"])
      expect(rate.take(same, 0)).toBeGreaterThan(0);
    for (const other of ["2001:db8:1:3::1", "2001:db8::2", "::1"]) expect(rate.take(other, 0)).toBe(0);
  });

  it("says a time after which the next one passes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.integer({ min: 0, max: 5000 })),
        (perMinute, pauses) => {
          const rate = new ChangeRate(perMinute);
          let now = 0;
          for (const pause of pauses) {
            now += pause;
            const seconds = rate.take("a", now);
            if (seconds > 0) expect(rate.take("a", (now += 1000 * seconds))).toBe(0);
          }
        },
      ),
      { seed: 3 },
    );
  });

  it("remembers no more than so many clients, and forgets the one that was silent for longest", () => {
    const rate = new ChangeRate(1);
    rate.take("first", 0);
    rate.take("second", 0);
    for (let i = 0; i < 9998; i++) rate.take(`client ${i}`, 1);
    rate.take("first", 2);
    rate.take("one more", 3);
    expect(rate.clients).toBe(10_000);
    expect(rate.take("first", 4)).toBeGreaterThan(0);
    expect(rate.take("second", 4)).toBe(0);
  });
});
