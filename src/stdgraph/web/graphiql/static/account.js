import { fill } from "./texts.js";

const WHO = "query Account { me { name role } }";

/** Shows who is logged in, with a button to log out, or a link to log in. Shows nothing where the service does not answer. */
export async function showAccount(place, endpoint, page) {
  let answer;
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ query: WHO }),
    });
    answer = await response.json();
  } catch {
    return;
  }
  const me = answer.data?.me;
  place.replaceChildren(...(me ? loggedIn(me, page) : loggedOut(page)));
}

function loggedIn(me, page) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "logout";
  const button = document.createElement("button");
  button.textContent = page.texts.log_out;
  form.append(button);
  return [fill(page.texts.identity, { name: me.name, role: page.roles[me.role] }), form];
}

function loggedOut(page) {
  const link = document.createElement("a");
  link.textContent = page.texts.log_in;
  const lead = () => {
    const here = window.location.pathname + window.location.search;
    link.href = `login?next=${encodeURIComponent(here)}`;
  };
  lead();
  link.addEventListener("click", lead); // the address has changed with what was edited
  return [page.texts.logged_out, link];
}
