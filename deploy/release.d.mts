/** Kinds of fragments in the order of the changelog, each with its heading. */
export const kinds: Readonly<Record<string, string>>;
/** The section of CHANGELOG.md for a version. @throws {Error} naming a file whose kind is none */
export function changelogSection(version: string, date: string, fragments: ReadonlyMap<string, string>): string;
/** Puts the section above the older ones. */
export function withSection(changelog: string, section: string): string;
