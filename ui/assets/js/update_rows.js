// Updates the rows in place, without an `await`. A row that stays keeps its element, and so its focus and a
// click that is in progress.

import { list } from "./list.js";

/** Makes the list equal to `fresh`, an answer of the list's command. */
export function updateRows(fresh) {
  const [current, wanted] = [list().querySelector("ol"), fresh.querySelector("ol")];
  if (current && wanted) {
    arrange(current, unique([...wanted.children]));
    wanted.remove();
    updateHints(current, fresh);
  } else if (current || wanted || list().textContent !== fresh.textContent) {
    list().replaceChildren(...fresh.childNodes);
    window.htmx.process(list());
  }
}

/** Puts the rows in the wanted order. A row that is on the page is moved only if its position is wrong. */
function arrange(ol, wanted) {
  const current = new Map([...ol.children].map((row) => [row.id, row]));
  const wantedIds = new Set(wanted.map((row) => row.id));
  for (const row of current.values()) if (!wantedIds.has(row.id)) row.remove();
  let position = ol.firstElementChild;
  for (const fresh of wanted) {
    const row = current.get(fresh.id) ?? fresh;
    if (row === position) position = position.nextElementSibling;
    else ol.insertBefore(row, position);
    if (row !== fresh) updateNode(row, fresh);
  }
  window.htmx.process(ol);
}

/** A ticket that changed its position between two page loads is on both pages. */
function unique(rows) {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** Makes a node and its content equal to another. */
function updateNode(node, wanted) {
  if (node.nodeName !== wanted.nodeName) return node.replaceWith(wanted);
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  for (const { name, value } of [...wanted.attributes]) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  // htmx owns its `data-htmx…` attributes.
  for (const { name } of [...node.attributes]) if (!wanted.hasAttribute(name) && !name.startsWith("data-htmx")) node.removeAttribute(name);
  const [old, fresh] = [[...node.childNodes], [...wanted.childNodes]];
  fresh.forEach((child, at) => (at < old.length ? updateNode(old[at], child) : node.append(child)));
  for (const child of old.slice(fresh.length)) child.remove();
}

/** Replaces the hints above the rows if they changed; a screen reader would announce equal hints again. */
function updateHints(ol, fresh) {
  const hints = [...list().children].filter((part) => part !== ol);
  if (hints.map((part) => part.textContent).join() === [...fresh.children].map((part) => part.textContent).join()) return;
  hints.forEach((part) => part.remove());
  ol.before(...fresh.children);
  window.htmx.process(list());
}
