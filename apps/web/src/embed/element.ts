/** Elements without a framework: every text is a text node. */

type Child = Node | string | false | null | undefined;

/** An element with attributes and children; false, null and undefined are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** The same in SVG. */
export function svg(name: string, attributes: Record<string, string | number>, ...children: Node[]): Element {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}
