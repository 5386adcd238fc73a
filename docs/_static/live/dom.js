// Elements of a page and of a picture, and words with values in them.

const element = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

export const h = (name, attributes = {}, ...children) => element(document.createElement(name), attributes, children);

export const s = (name, attributes = {}, ...children) =>
  element(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

// Put values in the place of their names in braces.
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// Write the value of a slider: as it is, and a whole number with its thousands set apart.
export const plain = (value) => (Number.isInteger(value) ? number(value) : String(value));

// Write a number as the book does: a point for decimals, thousands set apart as the language has it.
export function number(value, digits = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(1);
  const text = Number.isInteger(value) ? String(value) : value.toFixed(size < 100 ? digits : size < 1000 ? 1 : 0);
  const [whole, ...rest] = text.split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === "es" ? "\u202f" : ",");
  return [apart, ...rest].join(".");
}
