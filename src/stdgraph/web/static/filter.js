// Filters without reloading: the form's address is fetched, and its results take the place of those that are shown.
const form = document.querySelector("form[data-filter]");
let current = null;

function addressOf() {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "") parameters.append(name, value);
  }
  const query = parameters.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

async function show(address, remember) {
  current?.abort();
  current = new AbortController();
  const results = document.getElementById(form.dataset.filter);
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: current.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById(form.dataset.filter);
    if (!response.ok || !found) {
      window.location.assign(address);
      return;
    }
    results.replaceWith(found);
    document.title = page.title;
    for (const selector of ["h1", ".foot", ".who"]) {
      const [shown, fresh] = [document.querySelector(selector), page.querySelector(selector)];
      if (shown && fresh) shown.replaceWith(fresh);
    }
    if (remember) window.history.pushState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
  }
}

if (form) {
  form.addEventListener("change", () => {
    if (form.checkValidity()) show(addressOf(), true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(addressOf(), true);
  });
  window.addEventListener("popstate", () => window.location.reload());
}
