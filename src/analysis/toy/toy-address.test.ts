import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readToyAddress, toyAddress, ToyAddressError, toyPaths } from "./toy-address.ts";
import { toyChannelPaths } from "./toy-channels.ts";
import { toyOptions, toyVersions } from "./toy-options.ts";

const data = "Data/data_A.4lep.root";
const signal = "MC/mc_345060.ggH125_ZZ4lep.4lep.root";

describe("the address of a file of the toy", () => {
  it("has the options that the file depends on, and no others", () => {
    expect(toyAddress(data, toyOptions({ seed: 3, scale: 2, mu: 1.5 }))).toBe(`toy://v2/${data}?seed=3&mu=1.5`);
    expect(toyAddress(signal, toyOptions({ seed: 3, scale: 2, mu: 1.5 }))).toBe(`toy://v2/${signal}?seed=3&scale=2`);
    expect(toyAddress(data, toyOptions({ scale: 2, asimov: true }))).toBe(
      `toy://v2/${data}?seed=1&mu=1&scale=2&asimov=true`,
    );
  });

  it("is read back as it was written, and says the same of what it does not tell", () => {
    const options = fc.record({
      version: fc.constantFrom(...toyVersions),
      seed: fc.maxSafeNat(),
      scale: fc.double({ min: 1e-9, max: 1000, noNaN: true }),
      mu: fc.double({ min: 0, max: 10_000, noNaN: true }),
      asimov: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...toyPaths), options, (path, wanted) => {
        const address = toyAddress(path, wanted);
        const read = readToyAddress(address);
        expect(read.path).toBe(path);
        expect(toyAddress(path, read.options)).toBe(address);
        expect(new URL(address).href).toBe(address);
      }),
      { seed: 1 },
    );
  });

  it("names the version of the generator, and one of an older version still does", () => {
    const old = `toy://v1/${signal}?seed=3&scale=2`;
    const { path, options } = readToyAddress(old);
    expect([path, options]).toEqual([signal, toyOptions({ version: 1, seed: 3, scale: 2 })]);
    expect(toyAddress(path, options)).toBe(old);
  });

  it("names files of other channels, simulation and data, with the options that they depend on", () => {
    for (const path of toyChannelPaths) {
      const address = toyAddress(path, toyOptions({ seed: 3, scale: 2, mu: 4 }));
      expect(address).toBe(`toy://v2/${path}?seed=3&scale=2`);
      expect(readToyAddress(address)).toEqual({ path, options: toyOptions({ seed: 3, scale: 2 }) });
    }
  });

  it("may leave options out, and has them in any order", () => {
    expect(readToyAddress(`toy://v2/${data}`)).toEqual({ path: data, options: toyOptions() });
    expect(readToyAddress(`toy://v2/${data}?mu=0&seed=7`)).toEqual({
      path: data,
      options: toyOptions({ seed: 7, mu: 0 }),
    });
    expect(readToyAddress(`toy://v2/${signal}?mu=5&asimov=true`)).toEqual({ path: signal, options: toyOptions() });
  });

  it.each([
    ["a version that is not known", `toy://v3/${data}`, /makes the versions 1 and 2/],
    ["a channel in version 1, which is older", "toy://v1/agc/ttbar.root", /no such file/],
    ["no version", `toy:${data}`, /makes the versions 1 and 2/],
    ["a path of nobody", "toy://v2/Data/data_E.4lep.root", /Data\/data_[A-D]/],
    ["a path that leads elsewhere", "toy://v2/../../etc/passwd", /no such file/],
    ["a path that is nearly one", "toy://v2/Data/data_E.4lep.root", /of its paths, the nearest are Data\/data_A/],
    ["an unknown option", `toy://v2/${data}?speed=1`, /seed, scale, mu, asimov/],
    ["an option given twice", `toy://v2/${data}?seed=1&seed=2`, /each once/],
    ["a number that is none", `toy://v2/${data}?seed=one`, /whole number/],
    ["a seed with a fraction", `toy://v2/${data}?seed=1.5`, /whole number/],
    ["a scale of 0", `toy://v2/${signal}?scale=0`, /above 0/],
    ["a scale without end", `toy://v2/${signal}?scale=1e9`, /at most 1000/],
    ["a switch that is none", `toy://v2/${data}?asimov=yes`, /true or false/],
    ["a fragment", `toy://v2/${data}?seed=1#x`, /ends after the options/],
    ["two queries", `toy://v2/${data}?seed=1?seed=2`, /ends after the options/],
  ])("with %s is refused, with an example", (_, address, reason) => {
    expect(() => readToyAddress(address)).toThrow(ToyAddressError);
    expect(() => readToyAddress(address)).toThrow(reason);
    expect(() => readToyAddress(address)).toThrow(`toy://v2/${data}?seed=1&mu=1`);
  });
});
