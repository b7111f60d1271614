/**
 * Creates an element. Attributes that start with "on" are event listeners, null and false are left
 * out. Children are elements or text, and text never becomes markup.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

export const byId = id => document.getElementById(id);

/** Changes a text only if it differs, so that selections and screen readers are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Replaces the children only if the data they show has changed. */
export function renderIfChanged(parent, data, render) {
  const shown = JSON.stringify(data);
  if (parent.shownData !== shown) {
    parent.shownData = shown;
    parent.replaceChildren(...[render(data)].flat());
  }
}

/**
 * Makes the children of an element those of the items, and keeps the elements of items that stay:
 * the focus and what is open stay where they are.
 */
export function reconcile(parent, items, keyOf, create, update) {
  const kept = parent.keyed ?? new Map();
  const next = new Map();
  items.forEach((item, index) => {
    const key = keyOf(item);
    const element = kept.get(key) ?? create(item);
    update(element, item);
    next.set(key, element);
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
  for (const [key, element] of kept) if (!next.has(key)) element.remove();
  parent.keyed = next;
}
