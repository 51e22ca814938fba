import { accessToken, httpUrlList, wholeNumber } from "../value-types.ts";
import { setting } from "./setting.ts";

/** Of a processor that has others do its work: functions that answer `POST /work` (docs/edge.md). */
export const dispatchSettings = {
  functions: setting({
    variable: "HZZ_FUNCTIONS",
    purpose:
      "Addresses of functions, such as `https://hzz.example.org,https://other.example.net/edge`: a processor then reads no files itself, but hands each item to one of them (`POST /work` below the address), and stores what it answers. docs/edge.md has more.",
    type: httpUrlList,
    default: Object.freeze([]),
    defaultText: "none: a processor does its work on threads of its own",
    reason: "Most processors run where they can stay.",
  }),
  perFunction: setting({
    variable: "HZZ_FUNCTION_REQUESTS",
    purpose:
      "Requests at once to each address of `HZZ_FUNCTIONS`. One address may stand for any number of instances of a function.",
    type: wholeNumber(1, 1000),
    default: 1,
    reason: "As many as one instance takes unless its `HZZ_WORKERS` says more.",
  }),
  token: setting({
    variable: "HZZ_FUNCTIONS_TOKEN",
    secret: true,
    purpose:
      "The token that is sent to the addresses of `HZZ_FUNCTIONS`: their `HZZ_TOKEN`, or one of their `HZZ_TOKENS`.",
    type: accessToken,
    default: "",
    defaultText: "none",
    reason: "A function without a token of its own asks for none.",
  }),
};
