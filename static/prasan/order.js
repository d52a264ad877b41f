// Moves the rows of an ordered list at once, where a script may run: by the buttons of a row, by the arrow keys on them,
// or by dragging a row with a pointer. What is saved is what stands in the number boxes, as without a script.

const UP = "up", DOWN = "down";

function renumber(list) {
  list.querySelectorAll("[data-line]").forEach((row, index) => {
    const box = row.querySelector("input");
    box.value = String(index + 1);
  });
  const shown = list.closest("form").querySelector('input[name="shown"]');
  shown.value = Array.from(list.querySelectorAll("[data-line]"), (row) => row.dataset.line).join(",");
}

function move(list, row, way) {
  const other = way === UP ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (way === UP) other.before(row);
  else other.after(row);
  renumber(list);
}

function buttons(list) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="move"]');
    if (!button) return;
    event.preventDefault();
    move(list, button.closest("[data-line]"), button.value.split("-")[0]);
    button.focus();
  });
  list.addEventListener("keydown", (event) => {
    const button = event.target.closest('button[name="move"]');
    if (!button || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(list, button.closest("[data-line]"), event.key === "ArrowUp" ? UP : DOWN);
    button.focus();
  });
}

// A number that is typed moves its row there once the box is left.
function boxes(list) {
  list.addEventListener("change", (event) => {
    const row = event.target.closest("[data-line]");
    const rows = Array.from(list.querySelectorAll("[data-line]"));
    const at = rows.indexOf(row), wanted = Number.parseInt(event.target.value, 10);
    if (!row || Number.isNaN(wanted)) return;
    const to = Math.min(Math.max(wanted, 1), rows.length) - 1;
    if (to < at) rows[to].before(row);
    else if (to > at) rows[to].after(row);
    renumber(list);
  });
}

function dragging(list) {
  let held = null;
  list.addEventListener("pointerdown", (event) => {
    const what = event.target.closest(".prasan-order__what");
    if (!what || event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls; it has the buttons
    held = what.closest("[data-line]");
    held.classList.add("prasan-order__row--held");
    list.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => {
    if (!held) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-line]");
    if (!over || over === held || over.parentElement !== list) return;
    const middle = over.getBoundingClientRect();
    if (event.clientY < middle.top + middle.height / 2) over.before(held);
    else over.after(held);
  });
  const drop = () => {
    held?.classList.remove("prasan-order__row--held");
    if (held) renumber(list);
    held = null;
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
}

document.querySelectorAll("[data-order]").forEach((list) => {
  list.dataset.order = "live";
  buttons(list);
  boxes(list);
  dragging(list);
});
