// Filters without reloading: the form's address is fetched, and its results take the place of those that are shown.
const form = document.querySelector("form[data-filter]");
const EARLIEST = "1900";
let current = null;

function addressOf() {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "") parameters.append(name, value);
  }
  const query = parameters.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

// While a year is being typed, a date field holds years such as 0002.
const halfTyped = (field) => field.type === "date" && field.value !== "" && field.value < EARLIEST;

async function show(address, remember) {
  current?.abort();
  current = new AbortController();
  const results = document.getElementById(form.dataset.filter);
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: current.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById(form.dataset.filter);
    const refused = page.querySelector("main .notice.error");
    if (found) {
      results.replaceWith(found);
      document.title = page.title;
      for (const selector of ["h1", ".foot", ".who"]) {
        const [shown, fresh] = [document.querySelector(selector), page.querySelector(selector)];
        if (shown && fresh) shown.replaceWith(fresh);
      }
      document.getElementById("shown").textContent = found.querySelector(".big")?.textContent ?? page.title;
      if (remember) window.history.pushState(null, "", address);
    } else if (refused) {
      results.removeAttribute("aria-busy");
      results.replaceChildren(refused);
    } else {
      window.location.assign(address);
    }
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
  }
}

if (form) {
  form.addEventListener("change", (event) => {
    if (form.checkValidity() && !halfTyped(event.target)) show(addressOf(), true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(addressOf(), true);
  });
  window.addEventListener("popstate", () => window.location.reload());
}
