import type { FontName, Mark, Polyline, Scene } from "./scene.ts";

const fonts: Readonly<Record<FontName, string>> = {
  plain: "",
  bold: ' font-weight="bold"',
  italic: ' font-style="italic"',
  symbol: "",
};

/**
 * The drawing as SVG 1.1, text as text. Each run of it has the width that it was laid out with, so that another font, where Helvetica is
 * not at hand, moves nothing.
 *
 * @param about what stands in `metadata`, as text
 */
export function toSvg({ width, height, title, marks }: Scene, about: string): string {
  const clips: string[] = [];
  const body = marks.map((mark) => markText(mark, clips)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" role="img" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
<title>${escaped(title)}</title>
<metadata>${escaped(about)}</metadata>
<defs>${clips.join("")}</defs>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${body}
</svg>
`;
}

function markText(mark: Mark, clips: string[]): string {
  switch (mark.kind) {
    case "path": {
      const { lines, closed = false, fill = "none", stroke, width = 1, dash } = mark;
      const pen = stroke === undefined ? "" : ` stroke="${stroke}" stroke-width="${short(width)}"`;
      const dashes = dash === undefined ? "" : ` stroke-dasharray="${dash.map(short).join(" ")}"`;
      return `<path d="${pathText(lines, closed)}" fill="${fill}"${pen}${dashes}/>`;
    }
    case "dot":
      return `<circle cx="${short(mark.at.x)}" cy="${short(mark.at.y)}" r="${short(mark.radius)}" fill="${mark.color}"/>`;
    case "glyphs": {
      const { at, text, font, size, width, color, upward } = mark;
      const [x, y] = [short(at.x), short(at.y)];
      const turn = upward ? ` transform="rotate(-90 ${x} ${y})"` : "";
      const length = ` textLength="${short(width)}" lengthAdjust="spacingAndGlyphs"`;
      return `<text x="${x}" y="${y}" font-size="${short(size)}"${fonts[font]} fill="${color}"${length}${turn} xml:space="preserve">${escaped(text)}</text>`;
    }
    case "clipped": {
      const id = `clip${clips.length + 1}`;
      clips.push(`<clipPath id="${id}"><path d="${pathText(mark.area, true)}"/></clipPath>`);
      const inner = mark.marks.map((one) => markText(one, clips)).join("\n");
      return `<g clip-path="url(#${id})">\n${inner}\n</g>`;
    }
  }
}

function pathText(lines: readonly Polyline[], closed: boolean): string {
  const parts = lines.map((line) => {
    const points = line.map(({ x, y }) => `${short(x)} ${short(y)}`);
    return `M${points.join("L")}${closed ? "Z" : ""}`;
  });
  return parts.join("");
}

/** A thousandth of a point is nothing. */
export function short(value: number): string {
  return String(Number(value.toFixed(3)) + 0);
}

function escaped(text: string): string {
  // Characters that XML 1.0 has no place for are left out.
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
