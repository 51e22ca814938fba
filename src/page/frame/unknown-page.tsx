import { addressOf, pathTo } from "#page/addresses";
import { Heading } from "./heading.tsx";
import { followLink } from "./route.ts";

/** Where an address leads nowhere. */
export function UnknownPage({ path }: { path: string }) {
  return (
    <>
      <Heading text="There is no such page" />
      <p>
        Nothing is at <code>{path}</code>. All analyses are on the{" "}
        <a href={addressOf(pathTo("/"))} onClick={followLink}>
          first page
        </a>
        .
      </p>
    </>
  );
}
