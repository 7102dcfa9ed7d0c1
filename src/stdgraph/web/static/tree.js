// Folds the branches of the tree. Of a large tree only the top two levels are shown at first; without this script all is shown.
const LARGE = 100;
const table = document.querySelector("table.tree");

if (table) {
  const rows = [...table.tBodies[0].rows];
  const children = new Map();
  for (const row of rows) {
    const parent = row.dataset.parent;
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(row);
  }

  function show(row, visible) {
    row.hidden = !visible;
    const open = row.querySelector(".fold")?.getAttribute("aria-expanded") === "true";
    for (const child of children.get(row.dataset.code) ?? []) show(child, visible && open);
  }

  function fold(row, open) {
    const button = row.querySelector(".fold");
    if (!button) return;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "▾" : "▸";
    button.setAttribute("aria-label", `${open ? table.dataset.fold : table.dataset.unfold} ${row.dataset.code}`);
    for (const child of children.get(row.dataset.code) ?? []) show(child, open && !row.hidden);
  }

  for (const row of rows) {
    if (!children.has(row.dataset.code)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.addEventListener("click", () => fold(row, button.getAttribute("aria-expanded") !== "true"));
    row.cells[0].prepend(button);
    fold(row, true);
  }

  const bar = document.createElement("p");
  bar.className = "actions";
  for (const [label, open] of [[table.dataset.all, true], [table.dataset.none, false]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second";
    button.textContent = label;
    button.addEventListener("click", () => rows.forEach((row) => fold(row, open)));
    bar.append(button, " ");
  }
  table.parentElement.before(bar);

  const named = decodeURIComponent(window.location.hash.slice(1));
  if (rows.length > LARGE && !rows.some((row) => row.id === named)) {
    for (const row of rows) if (!row.classList.contains("depth-1")) fold(row, false);
  }
}
