import { outliveReader } from "../src/serve/closed-pipe.ts";
import { checkHealth } from "../src/serve/health.ts";

outliveReader(process.stdout);
const { ok, line } = await checkHealth(process.argv.slice(2), process.env);
process.stdout.write(`${line}\n`);
process.exitCode = ok ? 0 : 1;
