// Reads a form's fields as pairs and as words, and fills them in again. Knows nothing of any particular form.

const OF_THE_PAGE = new Set(["csrfmiddlewaretoken", "once", "idempotency_key"]);
const ROWS = "-TOTAL_FORMS";

const isPicked = (field) => field.type === "radio" || field.type === "checkbox";
const isTyped = (field) =>
  field.name && !OF_THE_PAGE.has(field.name) && !["submit", "button", "file", "reset", "fieldset"].includes(field.type);

export function pairsOf(form) {
  const pairs = [];
  for (const field of form.elements) {
    if (!isTyped(field) || field.disabled || (isPicked(field) && !field.checked)) continue;
    pairs.push([field.name, field.value]);
  }
  return pairs;
}

function words(node) {
  const copy = node?.cloneNode(true);
  copy?.querySelectorAll(".prasan-optional, .govuk-visually-hidden").forEach((part) => part.remove());
  return copy?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

// What a person would read there: [[label, text], …], without what was left blank.
export function toldBy(form) {
  const told = [];
  for (const field of form.elements) {
    if (!isTyped(field) || field.type === "hidden" || (isPicked(field) && !field.checked)) continue;
    const label = words(field.labels?.[0]);
    let text = field.value;
    if (field.tagName === "SELECT") text = text && words(field.selectedOptions[0]);
    if (isPicked(field)) text = label;
    const group = field.closest("fieldset")?.querySelector("legend");
    const name = isPicked(field) ? words(group) || label : [words(group), label].filter(Boolean).join(" · ");
    if (text) told.push([name, text]);
  }
  return told;
}

export const titleOf = (form) => {
  const first = [...form.elements].find((field) => /^(text|textarea)$/.test(field.type) && isTyped(field) && field.value);
  return first ? first.value.slice(0, 120) : "";
};

// The hidden fields that say which state of a record was on the screen.
export const seenBy = (form) =>
  [...form.elements]
    .filter((field) => field.type === "hidden" && isTyped(field) && !/_FORMS$/.test(field.name))
    .map((field) => [field.name, field.value]);

export function addRow(form, prefix) {
  const count = form.elements[prefix + ROWS];
  const number = Number(count?.value);
  const model = form.querySelector(`#${CSS.escape(`${prefix}-0`)}`);
  if (!model || number >= Number(form.elements[`${prefix}-MAX_NUM_FORMS`]?.value ?? 1000)) return;
  const row = model.cloneNode(true);
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of node.attributes) {
      attribute.value = attribute.value.replaceAll(`${prefix}-0`, `${prefix}-${number}`);
    }
    if (isPicked(node)) node.checked = false;
    else if (node.matches("input, select, textarea")) node.value = "";
  }
  const legend = row.querySelector("legend");
  if (legend) legend.textContent = legend.textContent.trim().replace(/\d+$/, number + 1);
  form.querySelector(`#${CSS.escape(`${prefix}-${number - 1}`)}`).after(row);
  count.value = number + 1;
  return row;
}

export function fill(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const [name, [wanted]] of values) {
    if (!name.endsWith(ROWS)) continue;
    const prefix = name.slice(0, -ROWS.length);
    while (Number(form.elements[name]?.value) < Number(wanted) && addRow(form, prefix));
  }
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    const given = values.get(field.name);
    if (isPicked(field)) field.checked = given?.includes(field.value) ?? false;
    else if (given) field.value = given.shift() ?? "";
  }
}
