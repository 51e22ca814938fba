// Makes of npm's list of packages (CycloneDX, on standard input) the one that goes into the image: only what is in the bundles, which is what
// dist/THIRD-PARTY-NOTICES.txt names; and without time and serial number, so that the same packages give the same file.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

/** @type {{ serialNumber?: string, metadata: { timestamp?: string, component: { "bom-ref": string, type: string, name: string } }, components: { "bom-ref": string, name: string, group?: string, version: string, properties?: { name: string, value: string }[] }[], dependencies?: { ref: string, dependsOn: string[] }[] }} */
const bom = JSON.parse(await text(process.stdin));
delete bom.serialNumber;
delete bom.metadata.timestamp;
bom.metadata.component = { ...bom.metadata.component, type: "application", name: "hzz-edge" };
const notices = readFileSync(new URL("../dist/THIRD-PARTY-NOTICES.txt", import.meta.url), "utf8");
const bundled = new Set(
  [...notices.matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)].map(([, name, version]) => `${name}@${version}`),
);
bom.components = bom.components
  .filter(({ name, group, version }) => bundled.has(`${group === undefined ? "" : `${group}/`}${name}@${version}`))
  .map((component) => ({
    ...component,
    // For npm all of them are tools, since an installed package needs none of them beside the bundles.
    properties: component.properties?.filter(({ name }) => name !== "cdx:npm:package:development"),
  }));
const refs = new Set([bom.metadata.component, ...bom.components].map((component) => component["bom-ref"]));
bom.dependencies = bom.dependencies
  ?.filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((name) => refs.has(name)) }));
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
