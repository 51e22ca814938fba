import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/**
 * A part of the page whose script is fetched when it is first shown, so that those who never see it do not wait for it. Until then nothing
 * stands there; if it cannot be had, a line says so.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (component) => {
          loaded = component;
          redraw((n) => n + 1);
        },
        () => {
          setFailed(true);
        },
      );
    }, []);
    if (failed) return <p role="alert">A part of this page could not be loaded. Reload the page to try again.</p>;
    const Component = loaded;
    return Component === undefined ? null : <Component {...props} />;
  };
}
