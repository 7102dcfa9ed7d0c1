// A slider beside the day of a page: the date field follows it, and the page follows the field.
const field = document.querySelector("input[data-slider]");
const DAY = 86_400_000;

if (field) {
  const first = Date.parse(field.dataset.from);
  const last = Date.parse(field.dataset.to);
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(Math.round((last - first) / DAY));
  slider.value = String(Math.round((Date.parse(field.value) - first) / DAY));
  slider.setAttribute("aria-label", field.dataset.label);
  const show = () => {
    field.value = new Date(first + Number(slider.value) * DAY).toISOString().slice(0, 10);
    slider.setAttribute("aria-valuetext", field.value);
  };
  slider.addEventListener("input", show);
  slider.addEventListener("change", () => field.dispatchEvent(new Event("change", { bubbles: true })));
  slider.setAttribute("aria-valuetext", field.value);
  document.querySelector(".slider").append(slider);
}
