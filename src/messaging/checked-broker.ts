import { checkBody, checkConsumeOptions, checkName, checkOrigin, checkRun, checkTurn } from "./checks.ts";
import { BrokerClosedError } from "./errors.ts";
import type { Broker, RecipeAddress } from "./port.ts";

/**
 * What every adapter does alike: refuses calls after the end and arguments that no broker could take, and copies bodies, which
 * the caller may change as soon as it has its promise. So an adapter sees only good calls, and keeps the bodies that it gets.
 *
 * Calls are named in errors by what is asked for, such as `publishWork`.
 */
export function checkedBroker(broker: Broker, isClosed: () => boolean): Broker {
  const { capabilities, remarks, work, log, deadLetters, recipes } = broker;
  const checkOpen = (call: string): void => {
    if (isClosed()) throw new BrokerClosedError(call);
  };
  const checkAnalysis = (analysis: string | undefined): void => {
    if (analysis !== undefined) checkName("analysis", analysis);
  };
  const checkRecipe = ({ analysis, name }: RecipeAddress): void => {
    checkName("analysis", analysis);
    checkName("recipe", name);
  };
  return {
    capabilities,
    remarks,
    work: {
      async publish(item) {
        checkOpen("publishWork");
        checkName("lane", item.lane);
        checkName("analysis", item.analysis);
        checkRun(item.run);
        checkTurn(item.turn ?? 0);
        checkBody(item.body, capabilities.maxBodyBytes, "work item");
        return work.publish({ ...item, body: item.body.slice() });
      },
      async consume(handle, options) {
        checkOpen("consumeWork");
        checkConsumeOptions(options);
        if (!options.signal.aborted) await work.consume(handle, options);
      },
      async cancel(analysis, run) {
        checkOpen("cancelWork");
        checkName("analysis", analysis);
        checkRun(run);
        return work.cancel(analysis, run);
      },
      async state(lane) {
        checkOpen("laneState");
        checkName("lane", lane);
        return work.state(lane);
      },
    },
    log: {
      async append(record) {
        checkOpen("appendLog");
        checkName("analysis", record.analysis);
        if (record.origin !== undefined) checkOrigin(record.origin);
        checkBody(record.body, capabilities.maxBodyBytes, "log record");
        return log.append({ ...record, body: record.body.slice() });
      },
      follow(analysis, options) {
        checkAnalysis(analysis);
        return log.follow(analysis, options);
      },
      read(analysis, options) {
        checkAnalysis(analysis);
        return log.read(analysis, options);
      },
      async trim(analysis, before) {
        checkOpen("trimLog");
        checkName("analysis", analysis);
        return log.trim(analysis, before);
      },
    },
    deadLetters: {
      async list(options) {
        checkOpen("listDead");
        return deadLetters.list(options);
      },
      async count() {
        checkOpen("countDead");
        return deadLetters.count();
      },
      async redrive(id) {
        checkOpen("redriveDead");
        await deadLetters.redrive(id);
      },
      async settle(decide, options) {
        checkOpen("settleDead");
        return deadLetters.settle(decide, options);
      },
    },
    recipes: {
      async put(recipe) {
        checkOpen("storeRecipe");
        checkRecipe(recipe);
        checkBody(recipe.body, capabilities.maxBodyBytes, "recipe");
        await recipes.put({ ...recipe, body: recipe.body.slice() });
      },
      async get(recipe) {
        checkOpen("readRecipe");
        checkRecipe(recipe);
        return recipes.get(recipe);
      },
      async position() {
        checkOpen("countRecipes");
        return recipes.position();
      },
      async remove(analysis, position) {
        checkOpen("removeRecipes");
        checkName("analysis", analysis);
        await recipes.remove(analysis, position);
      },
    },
    async checkReachable() {
      checkOpen("checkReachable");
      await broker.checkReachable();
    },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}
