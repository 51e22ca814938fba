import { checkValue } from "./check-document.ts";
import type { DeadLetterDocument, DeadLetterList, LaneList, RedriveReport } from "./operations-document.ts";
import { operationsSchemas } from "./operations-schemas.ts";

/** The documents of operations that come over HTTP, with their types. */
export interface OperationsDocuments {
  readonly LaneList: LaneList;
  readonly DeadLetter: DeadLetterDocument;
  readonly DeadLetterList: DeadLetterList;
  readonly RedriveReport: RedriveReport;
}

/** As `checkDocument`. @throws {MalformedDocumentError} naming the first field that is not as it should be. */
export function checkOperations<Name extends keyof OperationsDocuments>(
  name: Name,
  value: unknown,
): OperationsDocuments[Name] {
  checkValue(operationsSchemas[name], value);
  return value as OperationsDocuments[Name];
}
