import { describe, expect, it } from "vitest";
import * as vectors from "../../physics/four-vector.ts";
import { RandomStream } from "../random/random-stream.ts";
import { draw, kolmogorov } from "../../../test/support/statistics.ts";
import { aroundAxis, aroundBeam, boost, boostToRest, decay, Frame, isotropic, kallen } from "./decay.ts";

const random = (key: string): RandomStream => new RandomStream(31, key);

function close(a: vectors.FourVector, b: vectors.FourVector, tolerance = 1e-9): void {
  for (const field of ["px", "py", "pz", "energy"] as const)
    expect(Math.abs(a[field] - b[field])).toBeLessThan(tolerance * Math.max(1, Math.abs(b.energy)));
}

describe("a decay into two", () => {
  it("conserves energy and momentum and gives the products their masses", () => {
    const stream = random("conservation");
    for (let i = 0; i < 500; i++) {
      const mass = stream.between(20, 500);
      const mass1 = stream.between(0, mass / 2);
      const mass2 = stream.between(0, mass / 2);
      const parent = vectors.fromPtEtaPhiMass({
        pt: stream.between(0, 300),
        eta: stream.between(-3, 3),
        phi: stream.between(-3, 3),
        mass,
      });
      const [a, b] = decay({ parent, mass, mass1, mass2, direction: isotropic(stream) });
      close(vectors.add(a, b), parent);
      expect(Math.abs(a.energy ** 2 - a.px ** 2 - a.py ** 2 - a.pz ** 2 - mass1 ** 2)).toBeLessThan(
        1e-9 * a.energy ** 2,
      );
      expect(Math.abs(b.energy ** 2 - b.px ** 2 - b.py ** 2 - b.pz ** 2 - mass2 ** 2)).toBeLessThan(
        1e-9 * b.energy ** 2,
      );
    }
  });

  it("leaves the products at rest at threshold", () => {
    const parent = { px: 0, py: 0, pz: 0, energy: 10 };
    const [a, b] = decay({ parent, mass: 10, mass1: 4, mass2: 6, direction: { x: 0, y: 0, z: 1 } });
    close(a, { px: 0, py: 0, pz: 0, energy: 4 });
    close(b, { px: 0, py: 0, pz: 0, energy: 6 });
  });

  it("has the momentum that the Källén function says", () => {
    const parent = { px: 0, py: 0, pz: 0, energy: 125 };
    const [a] = decay({ parent, mass: 125, mass1: 91, mass2: 20, direction: { x: 1, y: 0, z: 0 } });
    expect(a.px).toBeCloseTo(Math.sqrt(kallen(125 ** 2, 91 ** 2, 20 ** 2)) / 250, 9);
  });
});

describe("a boost", () => {
  it("takes a particle at rest to the frame's own momentum, and back", () => {
    const frame = vectors.fromPtEtaPhiMass({ pt: 50, eta: 1.2, phi: 0.4, mass: 91 });
    close(boost({ px: 0, py: 0, pz: 0, energy: 91 }, frame, 91), frame);
    close(boostToRest(frame, frame, 91), { px: 0, py: 0, pz: 0, energy: 91 });
    const other = vectors.fromPtEtaPhiMass({ pt: 7, eta: -2, phi: 3, mass: 0.1 });
    close(boostToRest(boost(other, frame, 91), frame, 91), other);
  });
});

describe("directions", () => {
  it("are isotropic: cosines to any axis are uniform", () => {
    const stream = random("isotropic");
    const all = draw(20_000, () => isotropic(stream));
    for (const axis of ["x", "y", "z"] as const)
      expect(
        kolmogorov(
          all.map((direction) => direction[axis]),
          (c) => (c + 1) / 2,
        ),
      ).toBeLessThan(1.95);
  });

  it("around the beam or an axis have the cosine that was asked for, and length 1", () => {
    const stream = random("axis");
    expect(aroundBeam(0.3, stream).z).toBe(0.3);
    for (let i = 0; i < 200; i++) {
      const axis = { px: stream.normal(), py: stream.normal(), pz: stream.normal(), energy: 0 };
      const cosine = stream.between(-1, 1);
      const { x, y, z } = aroundAxis(axis, cosine, stream);
      const length = Math.hypot(axis.px, axis.py, axis.pz);
      expect((x * axis.px + y * axis.py + z * axis.pz) / length).toBeCloseTo(cosine, 12);
      expect(x * x + y * y + z * z).toBeCloseTo(1, 12);
    }
  });

  it("are counted from the beam where the axis lies along it", () => {
    const stream = random("beam");
    expect(aroundAxis({ px: 0, py: 0, pz: 5, energy: 5 }, 0.25, stream).z).toBe(0.25);
    expect(aroundAxis({ px: 0, py: 0, pz: -5, energy: 5 }, 0.25, stream).z).toBe(-0.25);
    expect(aroundAxis({ px: 0, py: 0, pz: 0, energy: 0 }, 0.25, stream).z).toBe(0.25);
  });

  it("of a frame stand at right angles", () => {
    const frame = Frame.isotropic(random("frame"));
    const [x, y, z] = [frame.vector(1, 0, 0, 0), frame.vector(0, 1, 0, 0), frame.vector(0, 0, 1, 0)];
    const dot = (a: vectors.FourVector, b: vectors.FourVector): number => a.px * b.px + a.py * b.py + a.pz * b.pz;
    for (const [a, b, wanted] of [
      [x, y, 0],
      [y, z, 0],
      [z, x, 0],
      [x, x, 1],
      [y, y, 1],
      [z, z, 1],
    ] as const)
      expect(dot(a, b)).toBeCloseTo(wanted, 12);
    // x × y = z: right-handed.
    expect(x.py * y.pz - x.pz * y.py).toBeCloseTo(z.px, 12);
  });
});
