/** A drawing as shapes, before it is a file. Lengths in points (1/72 inch), x to the right, y downward from the upper left corner. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** For readers that show a title, and for those who cannot see the drawing. */
  readonly title: string;
  readonly marks: readonly Mark[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Later marks cover earlier ones. Colours are `#rrggbb`. */
export type Mark =
  | {
      readonly kind: "path";
      readonly lines: readonly Polyline[];
      readonly closed?: boolean;
      readonly fill?: string;
      readonly stroke?: string;
      /** Of the stroke; default 1. */
      readonly width?: number;
      /** Lengths of dash and gap. */
      readonly dash?: readonly [number, number];
    }
  | { readonly kind: "dot"; readonly at: Point; readonly radius: number; readonly color: string }
  | {
      readonly kind: "glyphs";
      /** Where the text begins, on its baseline. */
      readonly at: Point;
      readonly text: string;
      readonly font: FontName;
      readonly size: number;
      /** As the fonts of PDF have it. */
      readonly width: number;
      readonly color: string;
      /** Runs from below to above. */
      readonly upward: boolean;
    }
  /** Only what lies within the area, which is made of polygons, is seen. */
  | { readonly kind: "clipped"; readonly area: readonly Polyline[]; readonly marks: readonly Mark[] };

export type Polyline = readonly Point[];

/** Fonts that every reader of PDF has, so that no file must hold one. */
export type FontName = "plain" | "bold" | "italic" | "symbol";

export function rectangle(left: number, top: number, right: number, bottom: number): Polyline {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}
