// Rows become other rows, in place and at once: a row that stays is the same element, with its focus and with
// the click that is being made on it.

import { list } from "./list.js";

/** Makes the list what `fresh`, an answer of its command, says. */
export function become(fresh) {
  const [there, wanted] = [list().querySelector("ol"), fresh.querySelector("ol")];
  if (there && wanted) {
    arrange(there, unique([...wanted.children]));
    wanted.remove();
    hint(there, fresh);
  } else if (there || wanted || list().textContent !== fresh.textContent) {
    list().replaceChildren(...fresh.childNodes);
    window.htmx.process(list());
  }
}

/** Puts the rows in this order. One that is there already is moved only if it must be. */
function arrange(ol, wanted) {
  const there = new Map([...ol.children].map((row) => [row.id, row]));
  const stays = new Set(wanted.map((row) => row.id));
  for (const row of there.values()) if (!stays.has(row.id)) row.remove();
  let place = ol.firstElementChild;
  for (const fresh of wanted) {
    const row = there.get(fresh.id) ?? fresh;
    if (row === place) place = place.nextElementSibling;
    else ol.insertBefore(row, place);
    if (row !== fresh) alike(row, fresh);
  }
  window.htmx.process(ol);
}

/** A ticket that moved between two pages while they were fetched is on both. */
function unique(rows) {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** Makes an element and what is in it like another. */
function alike(was, is) {
  if (was.nodeName !== is.nodeName) return was.replaceWith(is);
  if (was.nodeType !== Node.ELEMENT_NODE) {
    if (was.data !== is.data) was.data = is.data;
    return;
  }
  for (const { name, value } of [...is.attributes]) if (was.getAttribute(name) !== value) was.setAttribute(name, value);
  // What htmx notes at an element is its own.
  for (const { name } of [...was.attributes]) if (!is.hasAttribute(name) && !name.startsWith("data-htmx")) was.removeAttribute(name);
  const [old, fresh] = [[...was.childNodes], [...is.childNodes]];
  fresh.forEach((node, at) => (at < old.length ? alike(old[at], node) : was.append(node)));
  for (const node of old.slice(fresh.length)) node.remove();
}

/** What stands above the rows; said again only if it is something else. */
function hint(ol, fresh) {
  const above = [...list().children].filter((part) => part !== ol);
  if (above.map((part) => part.textContent).join() === [...fresh.children].map((part) => part.textContent).join()) return;
  above.forEach((part) => part.remove());
  ol.before(...fresh.children);
}
