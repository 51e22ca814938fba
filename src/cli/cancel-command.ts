import { analysisSummarySchema } from "../protocol/documents/analysis-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { defineCommand, repeatedOperand } from "./command.ts";
import { deleteEach } from "./each-analysis.ts";
import { json, quiet, url } from "./shared-options.ts";

export const cancel = defineCommand({
  name: "cancel",
  summary: "cancel analyses that run on a server",
  parameters: {
    ids: repeatedOperand("id or address"),
    url,
    json: { ...json, help: "print the server's answers as JSON" },
    quiet: { ...quiet, help: "print nothing about what was cancelled" },
  },
  details: [
    "What is in stays; hzz submit with the id goes on with what is missing.",
    "To a server that asks for a token, it sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names: to that of --url or HZZ_URL, not to one that only an address names.",
    "Exit code: 0 all are cancelled, 2 one or more were refused (such as one that has ended), 1 no server there.",
  ],
  examples: ["hzz cancel 0123456789abcdef"],
  run: (command, program) => {
    const read = (body: unknown) => readDocument(analysisSummarySchema, body);
    return deleteEach({ ...command, command: "cancel", query: "", done: "cancelled", read }, program);
  },
});
