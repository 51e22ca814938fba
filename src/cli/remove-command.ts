import { forgottenAnalysisSchema } from "../protocol/documents/answer-documents.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { defineCommand, repeatedOperand } from "./command.ts";
import { deleteEach } from "./each-analysis.ts";
import { json, quiet, url } from "./shared-options.ts";

export const remove = defineCommand({
  name: "remove",
  summary: "remove analyses that have ended from a server",
  parameters: {
    ids: repeatedOperand("id or address"),
    url,
    json: { ...json, help: "print the server's answers as JSON" },
    quiet: { ...quiet, help: "print nothing about what was removed" },
  },
  details: [
    "Removes them with all their results, on every server of the same broker. The same analysis can be started again. " +
      "One that runs or is pinned is refused; the others are removed all the same.",
    "To a server that asks for a token, it sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names: to that of --url or HZZ_URL, not to one that only an address names.",
    "Exit code: 0 all are removed, 2 one or more were refused, 1 no server there.",
  ],
  examples: ["hzz remove 0123456789abcdef fedcba9876543210"],
  run: (command, program) => {
    const read = (body: unknown) => readDocument(forgottenAnalysisSchema, body);
    return deleteEach({ ...command, command: "remove", query: "?forget=true", done: "removed", read }, program);
  },
});
