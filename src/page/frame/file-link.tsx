import { saveLink } from "#page/server";
import type { ComponentChildren } from "preact";

/**
 * A link to a file of the server, to be saved; it looks like a button.
 *
 * @param href by `analysisPath`
 * @param name of the file, where the server tells none
 */
export function FileLink({
  href,
  name,
  title,
  children,
}: {
  href: string;
  name?: string;
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <a class="button" href={href} title={title} download={name ?? true} onClick={saveLink}>
      {children}
    </a>
  );
}
