import type { ComponentType } from "preact";
import { UnknownPage } from "../../frame/unknown-page.tsx";

/** Not here, as there is no editor. */
export const loadNewPage = (): Promise<ComponentType<{ readonly query: string }>> =>
  Promise.resolve(() => UnknownPage({ path: "/new" }));
