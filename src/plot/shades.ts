import { colorDistance, lightness, type Vision } from "./color-vision.ts";

/** Parts of white (above 0) or black (below 0) that a colour is mixed with, in the order in which they are tried. */
const mixtures = [0, 0.45, -0.4, 0.7, -0.6, 0.25, -0.2];

/** Nearer colours are hard to tell apart where they touch. 2 is just seen. */
const wanted = 24;

const visions: readonly Vision[] = ["usual", "protanopia", "deuteranopia"];

/**
 * A colour for each layer of a stack, made of the colour of its group: that itself where it can be told from the layer below, also by who
 * does not see red or green, else a lighter or darker one. Shades of a group come again only when all of them are taken.
 *
 * @param colors `#rrggbb` of the group of each layer, the lowest first
 */
export function shadesOf(colors: readonly string[]): string[] {
  const taken = new Map<string, Set<string>>();
  const shades: string[] = [];
  for (const color of colors) {
    const below = shades.at(-1);
    const apart = (shade: string) => (below === undefined ? Infinity : distanceForAll(shade, below));
    const all = mixtures.map((part) => mixed(color, part));
    const used = taken.get(color) ?? new Set();
    const free = all.filter((shade) => !used.has(shade));
    const farthest = all.reduce((best, shade) => (apart(shade) > apart(best) ? shade : best));
    const shade = [...free, ...all].find((each) => apart(each) >= wanted) ?? farthest;
    // The next round begins where none is left.
    taken.set(color, free.length <= 1 ? new Set([shade]) : used.add(shade));
    shades.push(shade);
  }
  return shades;
}

/** A colour that is seen as a thin line on a background: its own, or as much nearer to black or white as that needs. */
export function seenOn(background: string, color: string): string {
  const towards = lightness(background) > 50 ? -1 : 1;
  const far = (shade: string) => Math.abs(lightness(shade) - lightness(background)) >= 45;
  for (let part = 0; part < 1; part += 0.1) {
    const shade = mixed(color, towards * part);
    if (far(shade)) return shade;
  }
  return mixed(color, towards);
}

/** For whoever sees them least apart. */
function distanceForAll(a: string, b: string): number {
  return Math.min(...visions.map((vision) => colorDistance(a, b, vision)));
}

function mixed(color: string, part: number): string {
  const end = part > 0 ? 255 : 0;
  const channels = [1, 3, 5].map((start) => {
    const own = parseInt(color.slice(start, start + 2), 16);
    return Math.round(own + (end - own) * Math.abs(part))
      .toString(16)
      .padStart(2, "0");
  });
  return `#${channels.join("")}`;
}
