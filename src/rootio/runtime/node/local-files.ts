export { fileURLToPath } from "node:url";
export { join } from "node:path";
export { openFileSource } from "../../source/file-source.ts";
