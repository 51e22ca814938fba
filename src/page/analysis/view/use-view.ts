import { useEffect, useRef, useState } from "preact/hooks";
import { leaving } from "../../frame/route.ts";
import { afterBursts } from "./after-bursts.ts";
import {
  firstView,
  fitView,
  type FittingView,
  hashOf,
  ofPlace,
  readView,
  type Shown,
  type View,
} from "./view-state.ts";

export interface ViewInAddress {
  readonly view: FittingView;
  /** What the address says and this analysis does not have, or nobody understands. */
  readonly unread: readonly string[];
  /** Chooses; the address follows. "Back" leads to the page before, not through the changes. */
  readonly change: (part: Partial<View>) => void;
}

/** Then the address is what it will be: the page is left, or the user turns to the address to copy it. */
const lastMoments = [leaving, "pagehide", "blur"];

/** The view that the address tells. A histogram has its own choices back when it is chosen again, as long as the page is there. */
export function useView(shown: Shown): ViewInAddress {
  const [read, setRead] = useState(() => readView(location.hash));
  const now = useRef(read);
  const places = useRef(new Map<string, Partial<View>>());
  const [address] = useState(() => afterBursts(writeAddress));
  useEffect(() => {
    const follow = () => {
      address.forget();
      now.current = readView(location.hash);
      setRead(now.current);
    };
    window.addEventListener("hashchange", follow);
    for (const event of lastMoments) window.addEventListener(event, address.flush);
    return () => {
      for (const event of lastMoments) window.removeEventListener(event, address.flush);
      window.removeEventListener("hashchange", follow);
      // The address is that of another page by now.
      address.forget();
    };
  }, []);
  const change = (part: Partial<View>) => {
    const view = changed(fitView(now.current.view, shown).view, part, places.current);
    now.current = { view, unread: [] };
    setRead(now.current);
    address.put(hashOf(view));
  };
  const { view, unread } = fitView(read.view, shown);
  return { view, unread: [...read.unread, ...unread], change };
}

/** @param places what was chosen for each histogram, and for each of its axes */
function changed(view: FittingView, part: Partial<View>, places: Map<string, Partial<View>>): View {
  const asked = { ...view, ...part };
  places.set(JSON.stringify(view.histogram), pick(view, ["axis"]));
  places.set(placeOf(view), pick(view, ofPlace));
  const ofHistogram = places.get(JSON.stringify(asked.histogram)) ?? pick(firstView, ["axis"]);
  const next = asked.histogram === view.histogram ? asked : { ...asked, ...ofHistogram, ...part };
  if (placeOf(next) === placeOf(view)) return next;
  return { ...next, ...pick(firstView, ofPlace), ...places.get(placeOf(next)), ...part };
}

function placeOf({ histogram, axis }: View): string {
  return JSON.stringify([histogram, axis ?? "all"]);
}

function pick(view: View, names: readonly (keyof View)[]): Partial<View> {
  return Object.fromEntries(names.map((name) => [name, view[name]]));
}

function writeAddress(hash: string): void {
  try {
    history.replaceState(history.state, "", hash === "" ? location.pathname + location.search : hash);
  } catch {
    // Safari allows a hundred changes in ten seconds, and other things change it too: the address follows with the next one.
  }
}
