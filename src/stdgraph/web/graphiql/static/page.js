// GraphiQL with the examples of this service. Query, variables and operation stand in the address, so they can be passed on.
import { showAccount } from "./account.js";
import { fetcherOf } from "./fetcher.js";
import { safeStorage } from "./storage.js";
import { fill } from "./texts.js";

const { createElement: h, useEffect, useRef, useState } = React;
const { PluginContextProvider, useEditorContext } = GraphiQL.React;
const { parse } = GraphiQL.GraphQL;
const LONGEST_ADDRESS = 8000; // longer ones are refused by servers and proxies on the way
const PAUSE = 200; // milliseconds

const root = document.getElementById("graphiql");
const page = JSON.parse(root.dataset.page);
const endpoint = window.location.pathname;
const given = new URL(window.location.href).searchParams;
const storage = safeStorage(window.localStorage);
const narrow = window.matchMedia("(max-width: 700px)").matches;

/** What the editors begin with: what the address holds, else what this browser kept, else the first example. */
function beginning() {
  if (given.has("query")) {
    return { query: given.get("query"), variables: given.get("variables") ?? "" };
  }
  const kept = storage.getItem("graphiql:query");
  return kept ? { query: kept, variables: storage.getItem("graphiql:variables") ?? "" } : page.examples[0];
}

const held = { ...beginning(), operationName: given.get("operationName") };
let timer;

/** Write what the editors hold into the address, once the person pauses: a browser refuses to do it at every key. */
function remember(name, value) {
  held[name] = value;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const address = new URL(window.location.href);
    ["query", "variables", "operationName"].forEach((key) => address.searchParams.delete(key));
    const bare = address.href;
    ["query", "variables", "operationName"].filter((key) => held[key]).forEach((key) => address.searchParams.set(key, held[key]));
    window.history.replaceState(null, "", address.href.length > LONGEST_ADDRESS ? bare : address);
  }, PAUSE);
}

/** The editor tells the operation also when it first reads the query: the address stays as short as it was then. */
function noteOperation(name) {
  held.operationName = name;
  if (new URL(window.location.href).searchParams.has("query")) {
    remember("operationName", name);
  }
}

const tellAccount = () => showAccount(document.getElementById("account"), endpoint, page);

/** Whether opening an example loses nothing: the editors are empty or show an example as it was. */
function isUntouched(query, variables) {
  const empty = query.trim() === "" && ["", "{}"].includes(variables.trim());
  return empty || page.examples.some((one) => one.query === query && one.variables === variables);
}

/** The operation of a document that has a name, or its first one; undefined where there is none. */
function operationOf(document, name) {
  try {
    const operations = parse(document).definitions.filter((one) => one.kind === "OperationDefinition");
    return name ? operations.find((one) => one.name?.value === name) : operations[0];
  } catch {
    return undefined;
  }
}

/** Ask whether to replace what is in the editors; resolves to the answer. Escape keeps it. */
function askToReplace(example) {
  const dialog = document.getElementById("replace");
  document.getElementById("replace-text").textContent = fill(page.texts.replace_text, { example: example.title });
  dialog.returnValue = "keep";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "replace"), { once: true });
  });
}

function ExampleList() {
  const { queryEditor, setOperationName, variableEditor } = useEditorContext({ nonNull: true });

  async function open(example) {
    if (isUntouched(queryEditor.getValue(), variableEditor.getValue()) || (await askToReplace(example))) {
      queryEditor.setValue(example.query);
      variableEditor.setValue(example.variables);
      setOperationName(operationOf(example.query).name.value); // else the former one is asked for until the editor has read the query
    }
  }

  const buttons = page.examples.map((example) =>
    h("li", { key: example.title }, h("button", { type: "button", onClick: () => open(example) }, example.title)),
  );
  return h(
    "section",
    { lang: document.documentElement.lang, "aria-labelledby": "example-title" },
    h("h2", { id: "example-title", className: "graphiql-doc-explorer-title" }, page.texts.examples),
    h("ul", { className: "example-list" }, buttons),
  );
}

function ExampleIcon(props) {
  const lines = ["M9 6h11", "M9 12h11", "M9 18h11", "M4 6h.01", "M4 12h.01", "M4 18h.01"];
  const shape = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5, strokeLinecap: "round" };
  return h("svg", { ...shape, ...props }, h("path", { d: lines.join("") }));
}

/** Names the editors for who does not see them, and puts the cursor into the operation that the address names: Ctrl-Enter runs that one. */
function Editors() {
  const { queryEditor, responseEditor, setOperationName, variableEditor } = useEditorContext({ nonNull: true });
  useEffect(() => {
    for (const [editor, name] of [[queryEditor, "Query"], [variableEditor, "Variables"], [responseEditor, "Result"]]) {
      editor?.getInputField().setAttribute("aria-label", name);
    }
  }, [queryEditor, responseEditor, variableEditor]);

  const done = useRef(false);
  useEffect(() => {
    const name = given.get("operationName");
    const named = name && queryEditor && operationOf(queryEditor.getValue(), name);
    if (!named || done.current) {
      return;
    }
    done.current = true;
    setOperationName(name);
    queryEditor.setCursor({ line: named.loc.startToken.line - 1, ch: 0 });
  }, [queryEditor, setOperationName]);
  return null;
}

const examples = { title: "Examples", icon: ExampleIcon, content: ExampleList };
const panels = {
  plugins: [examples, GraphiQLPluginExplorer.explorerPlugin()],
  visiblePlugin: given.has("query") || narrow ? undefined : examples,
};
const properties = {
  query: held.query,
  variables: held.variables,
  ...panels,
  fetcher: fetcherOf(endpoint, page.texts, tellAccount),
  storage,
  isHeadersEditorEnabled: false,
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: "variables",
  onEditQuery: (text) => remember("query", text),
  onEditVariables: (text) => remember("variables", text),
  onEditOperationName: noteOperation,
};

/** GraphiQL lays its panels out as it mounts, and hides the one that is to be seen unless it is known by then. */
function App() {
  const [known, setKnown] = useState(false);
  useEffect(() => setKnown(true), []);
  return h(PluginContextProvider, panels, known && h(GraphiQL, properties, h(Editors)));
}

document.getElementById("other-language").addEventListener("click", (event) => {
  const address = new URL(window.location.href);
  address.searchParams.set("language", new URL(event.currentTarget.href).searchParams.get("language"));
  event.currentTarget.href = address;
});
tellAccount();
ReactDOM.createRoot(root).render(h(App));
