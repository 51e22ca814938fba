import { AppError } from "../../errors/app-error.ts";

/** An answer of a plotter is not the document that it should be; is it of another release? */
export class MalformedDocumentError extends AppError {
  readonly retry = "never";
  /** @param path of the field, such as `groups[0].histograms` */
  constructor(problem: string, path: string) {
    super(`${problem}; is the plotter of another release?`, path === "" ? {} : { field: path });
  }
}
