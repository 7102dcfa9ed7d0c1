// Selects all rows of a form at once.
for (const bar of document.querySelectorAll("[data-select]")) {
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  label.append(all, ` ${bar.dataset.select}`);
  bar.prepend(label, " ");
  const boxes = () => [...bar.closest("form").querySelectorAll("input[name=standard]")];
  all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
}
