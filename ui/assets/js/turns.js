// What is done to the list is done one after the other, and only to the list that it was meant for.
//
//   jump             first, and it drops what waits to be fetched for the place that one leaves
//   below, above     the next page; asked for twice, it is fetched once
//   refresh          last; however often it was asked for, it is done once

import { show } from "./notices.js";

const ORDER = ["jump", "below", "above", "refresh"];

/** What waits, by its kind: { work, done, promise }. */
const waiting = new Map();
let running = null;
/** Counts the lists: another view or another search is another list. */
let generation = 0;

/**
 * Does `work(still)` in its turn; resolves to whether it was done. `still()` says after each `await` whether it is
 * still to be done: not to another list, and not once a jump waits, which leads away from here.
 */
export function inTurn(kind, work) {
  const fetching = kind === "below" || kind === "above";
  if (fetching && running?.kind === kind) return running.promise;
  if (kind === "jump") drop("below", "above");
  const turn = waiting.get(kind) ?? { kind, ...Promise.withResolvers() };
  waiting.set(kind, Object.assign(turn, { work }));
  if (!running) goOn();
  return turn.promise;
}

/** Another list has taken the place of the one before. */
export function anotherList() {
  generation += 1;
  drop("jump", "below", "above");
}

/** Which list it is; another number is another one. */
export const whichList = () => generation;

/** The element of the list: a page that takes the place of another brings its own, or none. */
const place = () => document.getElementById("rows");

function drop(...kinds) {
  for (const kind of kinds) {
    waiting.get(kind)?.resolve(false);
    waiting.delete(kind);
  }
}

async function goOn() {
  for (let kind; (kind = ORDER.find((kind) => waiting.has(kind))); ) {
    running = waiting.get(kind);
    waiting.delete(kind);
    const [begun, here] = [generation, place()];
    const still = () => generation === begun && place() === here && !waiting.has("jump");
    const done = await running.work(still).then(still, failed);
    running.resolve(done);
  }
  running = null;
}

function failed(error) {
  show(error);
  return false;
}
