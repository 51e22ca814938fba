import { inflateSync } from "node:zlib";

/** A picture as pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `#rrggbb`; what is transparent is shown on the given background. */
  color(x: number, y: number): string;
}

/**
 * Decodes what browsers write: PNG with 8 bits a channel, RGB with or without alpha, not interlaced.
 *
 * @param background for transparent pixels
 * @throws {Error} for any other kind of PNG.
 */
export function decodePng(file: Uint8Array, background = "#ffffff"): Picture {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.toString("latin1", 1, 4) !== "PNG") throw new Error("Not a PNG file");
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const kind = [bytes[24], bytes[25], bytes[28]].join(" ");
  const channels = { "8 2 0": 3, "8 6 0": 4 }[kind];
  if (channels === undefined) throw new Error(`A kind of PNG that is not read here: ${kind}`);
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  const pixels = unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const under = [1, 3, 5].map((start) => parseInt(background.slice(start, start + 2), 16));
  return {
    width,
    height,
    color: (x, y) => {
      const start = (y * width + x) * channels;
      const alpha = channels === 4 ? pixels[start + 3]! / 255 : 1;
      const mixed = under.map((below, i) => Math.round(pixels[start + i]! * alpha + below * (1 - alpha)));
      return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    },
  };
}

/** Takes the filters of PNG back: each line is coded as the difference to its neighbours. */
function unfilter(coded: Buffer, lineBytes: number, lines: number, channels: number): Uint8Array {
  const out = new Uint8Array(lineBytes * lines);
  for (let line = 0; line < lines; line++) {
    const filter = coded[line * (lineBytes + 1)]!;
    for (let i = 0; i < lineBytes; i++) {
      const at = line * lineBytes + i;
      const left = i >= channels ? out[at - channels]! : 0;
      const above = line > 0 ? out[at - lineBytes]! : 0;
      const corner = i >= channels && line > 0 ? out[at - lineBytes - channels]! : 0;
      out[at] = coded[line * (lineBytes + 1) + 1 + i]! + prediction(filter, left, above, corner);
    }
  }
  return out;
}

function prediction(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    default: {
      const [a, b, c] = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
      return a! <= b! && a! <= c! ? left : b! <= c! ? above : corner;
    }
  }
}
