// Making elements, and filling in words.

// Return an element: of its properties those with a dash, and role, are attributes.
export function h(tag, properties = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...content.filter((part) => part !== null && part !== undefined && part !== ""));
  return element;
}

// Return a text with values in the place of the names in braces.
export const filled = (text, values = {}) => text.replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);

// Return text with `code` in it as elements.
export function prose(text) {
  return text.split(/`([^`]+)`/).map((part, number) => (number % 2 ? h("code", {}, part) : part));
}

export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// Have the browser save something as a file.
export function save(name, content, type) {
  const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
