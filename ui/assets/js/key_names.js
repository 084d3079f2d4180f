// The name of a pressed key: what it writes, or on a keyboard without Latin letters its position.

/** The key of an event as `data-key` names it. Caps Lock makes no difference. `isKey` says whether a name is a key of
 * the page. */
export function keyOf(event, isKey) {
  const { key, shiftKey } = event;
  if (key.length !== 1) return key;
  if (/[a-z]/i.test(key)) return shiftKey ? key : key.toLowerCase();
  return isKey(key) ? key : (byPosition(event) ?? key);
}

/** The key at this position of a keyboard with Latin letters. */
function byPosition({ code = "", shiftKey }) {
  const letter = /^Key([A-Z])$/.exec(code)?.[1].toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter.toUpperCase() : letter;
  return digit ?? (code === "Slash" ? (shiftKey ? "?" : "/") : undefined);
}
