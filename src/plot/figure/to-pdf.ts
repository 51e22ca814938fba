import { glyphOf, unknownGlyph } from "./font-metrics.ts";
import type { FontName, Mark, Point, Polyline, Scene } from "./scene.ts";
import { short } from "./to-svg.ts";

const fonts: Readonly<Record<FontName, { readonly key: string; readonly base: string }>> = {
  plain: { key: "F1", base: "Helvetica" },
  bold: { key: "F2", base: "Helvetica-Bold" },
  italic: { key: "F3", base: "Helvetica-Oblique" },
  symbol: { key: "F4", base: "Symbol" },
};

export interface PdfFacts {
  /** Which program made it. */
  readonly producer: string;
  readonly about: string;
}

/**
 * The drawing as one page of PDF 1.4, with the standard fonts, which files need not hold. It has no date, so that the same drawing is the
 * same file.
 *
 * @see ISO 32000-1: 7.5 (structure of a file), 8.5 (paths), 9.6.2.2 (standard fonts)
 */
export function toPdf({ width, height, title, marks }: Scene, { producer, about }: PdfFacts): Uint8Array<ArrayBuffer> {
  const flip = (point: Point): string => `${short(point.x)} ${short(height - point.y)}`;
  const content = marks.map((mark) => markText(mark, flip)).join("\n");
  const resources = Object.values(fonts).map(({ key }, i) => `/${key} ${5 + i} 0 R`);
  const encoding = (base: string) => (base === "Symbol" ? "" : " /Encoding /WinAnsiEncoding");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << /Font << ${resources.join(" ")} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...Object.values(fonts).map(({ base }) => `<< /Type /Font /Subtype /Type1 /BaseFont /${base}${encoding(base)} >>`),
    `<< /Title ${textString(title)} /Producer ${textString(producer)} /Subject ${textString(about)} >>`,
  ];
  let file = "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n";
  const starts = objects.map((object, i) => {
    const start = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(start).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  // Everything is a character below 256, a byte each.
  return Uint8Array.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${starts.join("")}${trailer}`, (one) =>
    one.charCodeAt(0),
  );
}

function markText(mark: Mark, flip: (point: Point) => string): string {
  switch (mark.kind) {
    case "path": {
      const { lines, closed = false, fill, stroke, width = 1, dash } = mark;
      const paint = fill === undefined ? (stroke === undefined ? "n" : "S") : stroke === undefined ? "f" : "B";
      return [
        "q",
        ...(fill === undefined ? [] : [`${colorOf(fill)} rg`]),
        ...(stroke === undefined ? [] : [`${colorOf(stroke)} RG ${short(width)} w`]),
        ...(dash === undefined ? [] : [`[${dash.map(short).join(" ")}] 0 d`]),
        pathText(lines, closed, flip),
        `${paint} Q`,
      ].join(" ");
    }
    case "dot":
      // A line without length and with round ends.
      return `q ${colorOf(mark.color)} RG 1 J ${short(2 * mark.radius)} w ${flip(mark.at)} m ${flip(mark.at)} l S Q`;
    case "glyphs": {
      const { at, text, font, size, color, upward } = mark;
      const turn = upward ? "0 1 -1 0" : "1 0 0 1";
      return `BT ${colorOf(color)} rg /${fonts[font].key} ${short(size)} Tf ${turn} ${flip(at)} Tm ${glyphString(text, font)} Tj ET`;
    }
    case "clipped":
      return `q ${pathText(mark.area, true, flip)} W n\n${mark.marks.map((one) => markText(one, flip)).join("\n")}\nQ`;
  }
}

function pathText(lines: readonly Polyline[], closed: boolean, flip: (point: Point) => string): string {
  return lines
    .map((line) => line.map((point, i) => `${flip(point)} ${i === 0 ? "m" : "l"}`).join(" ") + (closed ? " h" : ""))
    .join(" ");
}

/** `#rrggbb` as three numbers from 0 to 1. */
function colorOf(color: string): string {
  return [1, 3, 5].map((start) => short(parseInt(color.slice(start, start + 2), 16) / 255)).join(" ");
}

function glyphString(text: string, font: FontName): string {
  return `(${Array.from(text, (one) => escapedByte((glyphOf(one, font) ?? unknownGlyph).byte)).join("")})`;
}

function escapedByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if ("()\\".includes(character)) return `\\${character}`;
  return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, "0")}` : character;
}

/** Text that is not drawn: UTF-16 with its mark, in hexadecimal digits. */
function textString(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, "0"));
  return `<feff${units.join("")}>`;
}
