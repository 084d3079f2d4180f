// Recognises typing and dictation: letters in quick succession. They are text, not keyboard shortcuts.

/** Milliseconds without another letter before and after a key that acts. */
export const QUIET = 250;

let lastTyped = -Infinity;
let before = -Infinity;

/** Whether a key writes a character. */
export const writes = (event) => event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

/** Records a key, and returns whether it follows a character within the quiet time. */
export function followsTyping(event, now) {
  if (event.key === "Escape") lastTyped = -Infinity;
  const follows = now - lastTyped < QUIET;
  if (writes(event) && !event.repeat) [before, lastTyped] = [lastTyped, now];
  return follows;
}

/** The last key is no typing: it moved the selection or undid something. */
export function wasNoTyping() {
  lastTyped = before;
}

/** When the character before the last one was typed. */
export const typedBefore = () => before;
