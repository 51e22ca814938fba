/** Where a command for operations asks: a server, or the broker itself. */
export interface OperationsPlace {
  readonly url: string | undefined;
  readonly broker: string | undefined;
}

export interface LanesCommand extends OperationsPlace {
  readonly command: "lanes";
  readonly json: boolean;
}

/** Which dead letters are to be redriven. */
export type RedriveChoice = { readonly id: string } | { readonly analysis: string } | { readonly all: true };

export type DeadAction =
  | { readonly action: "list"; readonly analysis: string | undefined; readonly limit: number }
  | { readonly action: "show"; readonly id: string }
  | { readonly action: "redrive"; readonly choice: RedriveChoice };

export interface DeadCommand extends OperationsPlace {
  readonly command: "dead";
  readonly what: DeadAction;
  readonly json: boolean;
  readonly noColor: boolean;
}

/** The words of a command line, sorted. */
interface Line {
  readonly operands: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
}

type Refuse = (problem: string) => Error;

export function toLanesCommand({ values }: Line, refuse: Refuse): LanesCommand {
  return { command: "lanes", ...placeIn(values, refuse), json: values.has("json") };
}

/** @throws what `refuse` makes, for words that do not go together. */
export function toDeadCommand({ operands, values }: Line, refuse: Refuse): DeadCommand {
  const display = { json: values.has("json"), noColor: values.has("no-color") };
  return { command: "dead", what: actionIn(operands, values, refuse), ...placeIn(values, refuse), ...display };
}

const listLimit = { default: 100, most: 1000 };

function actionIn([action = "", id]: readonly string[], values: Line["values"], refuse: Refuse): DeadAction {
  const analysis = values.get("analysis")?.[0];
  const all = values.has("all");
  const allow = (...allowed: readonly string[]): void => {
    const given = ["analysis", "all", "limit"].filter((name) => values.has(name));
    const wrong = given.find((name) => !allowed.includes(name));
    if (wrong !== undefined) throw refuse(`--${wrong} does not belong to ${action}`);
  };
  switch (action) {
    case "list":
      allow("analysis", "limit");
      if (id !== undefined) throw refuse(`list takes no id; "hzz dead show ${id}" shows one`);
      return { action, analysis, limit: limitIn(values.get("limit")?.[0], refuse) };
    case "show":
      allow();
      if (id === undefined) throw refuse("show needs the id of a dead letter; hzz dead list tells them");
      return { action, id };
    case "redrive": {
      allow("analysis", "all");
      const choices = [
        ...(id === undefined ? [] : [{ id }]),
        ...(analysis === undefined ? [] : [{ analysis }]),
        ...(all ? [{ all } as const] : []),
      ];
      const [choice, ...others] = choices;
      if (choice === undefined || others.length > 0)
        throw refuse("redrive needs one of these: the id of a dead letter, --analysis ID, --all");
      return { action, choice };
    }
    default:
      throw refuse(`expected list, show or redrive, found "${action}"`);
  }
}

function limitIn(text: string | undefined, refuse: Refuse): number {
  if (text === undefined) return listLimit.default;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (limit >= 1 && limit <= listLimit.most) return limit;
  throw refuse(`--limit expects a whole number from 1 to ${listLimit.most}, found "${text}"`);
}

function placeIn(values: Line["values"], refuse: Refuse): OperationsPlace {
  const [url, broker] = [values.get("url")?.[0], values.get("broker")?.[0]];
  if (url !== undefined && broker !== undefined) throw refuse("--url and --broker exclude each other");
  return { url, broker };
}
