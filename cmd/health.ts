import { checkHealth } from "../src/serve/health.ts";

const { ok, line } = await checkHealth(process.argv.slice(2), process.env);
process.stdout.write(`${line}\n`);
process.exitCode = ok ? 0 : 1;
