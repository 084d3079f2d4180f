// Runs one task on the list at a time, and only on the list that the task was made for. Waiting tasks run in
// this order:
//
//   jump             first; it drops the page loads that wait, because they belong to another part of the list
//   below, above     load the next page; asked for twice, the page is loaded once
//   refresh          last; asked for many times, it runs once

import { show } from "./notices.js";

const ORDER = ["jump", "below", "above", "refresh"];

/** The waiting task of each kind: { kind, work, promise, resolve }. */
const waiting = new Map();
let running = null;
/** The number of lists so far: each view and each search makes a new one. */
let generation = 0;

/**
 * Queues `work(isCurrent)`; resolves to whether it was completed. `work` calls `isCurrent()` after each `await`
 * and stops at `false`: the list was replaced, or a jump waits that leaves this part of the list.
 */
export function enqueue(kind, work) {
  const loadsPage = kind === "below" || kind === "above";
  if (loadsPage && running?.kind === kind) return running.promise;
  if (kind === "jump") drop("below", "above");
  const task = waiting.get(kind) ?? { kind, ...Promise.withResolvers() };
  waiting.set(kind, Object.assign(task, { work }));
  if (!running) runAll();
  return task.promise;
}

/** Drops the tasks of the list that was replaced. */
export function listReplaced() {
  generation += 1;
  drop("jump", "below", "above");
}

/** Identifies the list on the page. */
export const listGeneration = () => generation;

const listElement = () => document.getElementById("rows");

function drop(...kinds) {
  for (const kind of kinds) {
    waiting.get(kind)?.resolve(false);
    waiting.delete(kind);
  }
}

async function runAll() {
  for (let kind; (kind = ORDER.find((kind) => waiting.has(kind))); ) {
    running = waiting.get(kind);
    waiting.delete(kind);
    const [startedIn, element] = [generation, listElement()];
    const isCurrent = () => generation === startedIn && listElement() === element && !waiting.has("jump");
    const completed = await running.work(isCurrent).then(isCurrent, failed);
    running.resolve(completed);
  }
  running = null;
}

function failed(error) {
  show(error);
  return false;
}
