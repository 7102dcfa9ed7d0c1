// What every program here shares: its task, read from standard input, and the report that it prints.
import { readFileSync } from "node:fs";

/** url, socket (the WebSocket address), token, title (of the standard to register), after (a cursor of the feed), document, variables. */
export const task = JSON.parse(readFileSync(0, "utf8"));

export const REGISTER = `mutation Register($title: String!) {
  registerStandard(input: {title: $title}) {
    __typename
    ... on StandardAdvanced { standard { id title } change { sequence } }
  }
}`;

export const FOLLOW = `subscription Follow($after: String) {
  changed(after: $after) { sequence kind subject { ... on Standard { id title } } }
}`;

export const headers = { authorization: `Bearer ${task.token}` };

/** fetch, and the requests that went through it. */
export const requests = [];
export function recordingFetch(url, options = {}) {
  const sent = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(url).searchParams);
  const accept = new Headers(options.headers).get("accept");
  requests.push({ method: options.method ?? "GET", accept, hasDocument: Boolean(sent.query) });
  return fetch(url, options);
}

/** A promise of the first change of the registered title, and the function to hand every change to. */
export function awaited() {
  let resolve, reject;
  const change = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  const see = (one) => one.subject?.title === task.title && resolve(one);
  return { change, see, fail: reject };
}

/** Prints the report and ends the program, open connections or not. */
export function report(found) {
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
}
