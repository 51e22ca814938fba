import { AppError, type Where } from "../../errors/app-error.ts";
import type { ExpressionSource, Span } from "./source.ts";
import { pointAt } from "./source.ts";

/** Anything wrong with an expression itself. `expression` is its text, `span` the part that is spoken of. */
export abstract class ExpressionError extends AppError {
  readonly retry = "never";
  readonly expression: string;
  readonly span: Span;

  constructor(problem: string, source: ExpressionSource, span: Span) {
    super(`${problem}\n${pointAt(source.text, span)}`, source.where);
    this.expression = source.text;
    this.span = span;
  }
}

/** The text is not an expression: says where, what was found and what was expected. */
export class ExpressionSyntaxError extends ExpressionError {}

/** Too deep, too long, or expanding to too much: a limit of the language, named in the message. */
export class ExpressionLimitError extends ExpressionError {}

/** A name that is no branch, defined name, collection or function; gives the nearest names. */
export class UnknownNameError extends ExpressionError {}

/** Operands that do not fit an operator or function, or a result that does not fit its use. */
export class ExpressionTypeError extends ExpressionError {}

/** A defined name or a collection that is called like something else. */
export class NameConflictError extends AppError {
  readonly retry = "never";
}

/** A collection that cannot make four-vectors: it needs pt, eta, phi and exactly one of energy and mass. */
export class CollectionFieldsError extends AppError {
  readonly retry = "never";
}

/** An expression has no value in one event: index out of range, empty list, unlike lengths, weight that is not finite. */
export class ExpressionValueError extends AppError {
  readonly retry = "never";
  readonly expression: string;

  constructor(problem: string, expression: string, where: Where) {
    super(problem, where);
    this.expression = expression;
  }
}
