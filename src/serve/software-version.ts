import packageJson from "../../package.json" with { type: "json" };

/** Version of hzz-edge, as in package.json; the bundler writes it into the program. */
export const softwareVersion: string = packageJson.version;
