/**
 * Making and changing elements. Text from outside only ever becomes a text node, and styles are set through the style
 * object, because the views' content policy refuses style attributes.
 */

export type Child = Node | string | null;

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

export function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG_NAMESPACE, tag);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

/** True gives an empty attribute; false and null take it away. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) {
      target.removeAttribute(name);
      continue;
    }
    const text = value === true ? '' : String(value);
    // An unchanged attribute is not written: a write costs a style pass, ten times a second during a build.
    if (target.getAttribute(name) !== text) target.setAttribute(name, text);
  }
}

export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Custom properties carry positions into the style sheet. */
export function setVariables(
  target: HTMLElement,
  variables: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(variables)) {
    if (target.style.getPropertyValue(name) !== value) target.style.setProperty(name, value);
  }
}

export function toggleClasses(target: Element, classes: Readonly<Record<string, boolean>>): void {
  for (const [name, on] of Object.entries(classes)) target.classList.toggle(name, on);
}

/** Text that only a screen reader meets. */
export function hiddenText(text: string): HTMLElement {
  return element('span', { class: 'visually-hidden' }, text);
}

/**
 * Brings the children of `parent` into the order of `items`. A child that stays is kept as it is, with its focus and
 * its scroll, and is only updated.
 */
export function syncChildren<Item>(
  parent: Element,
  items: readonly Item[],
  how: {
    readonly key: (item: Item) => string;
    readonly create: (item: Item) => HTMLElement;
    readonly update: (child: HTMLElement, item: Item) => void;
  },
): void {
  const before = new Map<string, HTMLElement>();
  for (const child of parent.children) {
    if (child instanceof HTMLElement && child.dataset['key'] !== undefined) {
      before.set(child.dataset['key'], child);
    }
  }
  // What goes, goes first: an element that has to be moved loses its focus.
  const staying = new Set(items.map(how.key));
  for (const [key, child] of before) if (!staying.has(key)) child.remove();
  let next: Element | null = parent.firstElementChild;
  for (const item of items) {
    const key = how.key(item);
    let child = before.get(key);
    if (!child) {
      child = how.create(item);
      child.dataset['key'] = key;
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
    how.update(child, item);
  }
}

const signatures = new WeakMap<HTMLElement, string>();

/** Draws a part of the page again only where what it shows has changed. */
export function redrawIfChanged(
  part: HTMLElement,
  shows: unknown,
  draw: () => readonly Child[],
): void {
  const signature = JSON.stringify(shows);
  if (signatures.get(part) === signature) return;
  signatures.set(part, signature);
  const children = draw().filter((child) => child !== null);
  part.replaceChildren(...children);
}

export function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== null) parent.append(child);
}
