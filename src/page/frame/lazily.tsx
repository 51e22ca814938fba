import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Pause before a script is asked for again. */
const againMs = 3000;

/**
 * A part of the page whose script is fetched when it is first shown, so that those who never see it do not wait for it. Until then nothing
 * stands there; while it cannot be had, a line says so, and it is asked for again: browsers that remember the failure need a reload.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [tries, setTries] = useState(0);
    const Component = loaded;
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const again = () => {
        setTries(tries + 1);
      };
      if (loaded !== undefined) {
        // Another one has fetched it since this one was drawn.
        if (Component === undefined) again();
        return;
      }
      load().then(
        (component) => {
          loaded = component;
          again();
        },
        () => {
          timer = setTimeout(again, tries === 0 ? 0 : againMs);
        },
      );
      return () => {
        clearTimeout(timer);
      };
    }, [tries]);
    if (Component === undefined && tries > 0)
      return <p role="alert">A part of this page could not be loaded. Reload the page to try again.</p>;
    return Component === undefined ? null : <Component {...props} />;
  };
}
