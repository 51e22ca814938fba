import { measureFold } from "../fold.ts";

for (const count of process.argv.slice(2).map(Number)) console.log(JSON.stringify(measureFold(count)));
