import type { Plot } from "./create-plot.ts";

/** CSS pixels below which a finger has only been put down; as for the mouse. */
const leastDrag = 6;

/**
 * One finger that is drawn along the axis marks a range and zooms to it, as the mouse does. Up and down still scrolls the page, and two
 * fingers enlarge it: then the browser says that it takes the finger itself.
 */
export function dragByTouch({ over, mark }: Plot): void {
  let from: number | undefined;
  const placeOf = ({ clientX }: PointerEvent) => {
    const { left, width } = over.getBoundingClientRect();
    return Math.min(Math.max(0, clientX - left), width);
  };
  const follow = (event: PointerEvent, isEnd: boolean) => {
    if (from === undefined || !event.isPrimary) return;
    const to = placeOf(event);
    if (Math.abs(to - from) >= leastDrag) mark(from, to, isEnd);
    else mark(from, from, false);
    if (isEnd) from = undefined;
  };
  const letGo = () => {
    if (from !== undefined) mark(from, from, false);
    from = undefined;
  };
  over.addEventListener("pointerdown", (event) => {
    letGo();
    if (event.pointerType === "touch" && event.isPrimary) from = placeOf(event);
  });
  over.addEventListener("pointermove", (event) => {
    follow(event, false);
  });
  over.addEventListener("pointerup", (event) => {
    follow(event, true);
  });
  over.addEventListener("pointercancel", letGo);
}
