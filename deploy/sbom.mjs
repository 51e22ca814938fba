// Makes of npm's list of packages (CycloneDX, on standard input) the one that goes into the image: without the empty stand-ins of
// deploy/npm/, which are no part of the program, and without time and serial number, so that the same packages give the same file.
import { text } from "node:stream/consumers";

/** @type {{ serialNumber?: string, metadata: { timestamp?: string, component: { type: string, name: string } }, components: { "bom-ref": string, properties?: { name: string, value: string }[] }[], dependencies?: { ref: string, dependsOn: string[] }[] }} */
const bom = JSON.parse(await text(process.stdin));
delete bom.serialNumber;
delete bom.metadata.timestamp;
bom.metadata.component = { ...bom.metadata.component, type: "application", name: "hzz-edge" };
const standIns = new Set(
  bom.components
    .filter(({ properties }) =>
      properties?.some(({ name, value }) => name === "cdx:npm:package:private" && value === "true"),
    )
    .map((component) => component["bom-ref"]),
);
bom.components = bom.components.filter((component) => !standIns.has(component["bom-ref"]));
bom.dependencies = bom.dependencies
  ?.filter(({ ref }) => !standIns.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((name) => !standIns.has(name)) }));
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
