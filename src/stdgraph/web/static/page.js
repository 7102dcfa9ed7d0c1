"use strict";

// GraphiQL with the examples of this service beside the editor. The query stands in the address, so it can be passed on.
(() => {
  const h = React.createElement;
  const root = document.getElementById("graphiql");
  const examples = JSON.parse(root.dataset.examples);
  const address = new URL(window.location.href);
  const fetcher = GraphiQL.createFetcher({ url: address.pathname });

  function remember(name, value) {
    if (value) {
      address.searchParams.set(name, value);
    } else {
      address.searchParams.delete(name);
    }
    window.history.replaceState(null, "", address);
  }

  function Icon() {
    return h("span", { "aria-hidden": true, style: { fontSize: "20px" } }, "例");
  }

  function App() {
    const [query, setQuery] = React.useState(address.searchParams.get("query") || examples[0].query);
    const [variables, setVariables] = React.useState(
      address.searchParams.get("variables") || (address.searchParams.has("query") ? "" : examples[0].variables),
    );
    const explorer = GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery });

    const list = React.useMemo(
      () => ({
        title: "Examples · 示例",
        icon: Icon,
        content: () =>
          h(
            React.Fragment,
            null,
            h("div", { className: "graphiql-doc-explorer-title" }, "Examples · 示例"),
            h(
              "ul",
              { className: "example-list" },
              examples.map((example) =>
                h(
                  "li",
                  { key: example.zh },
                  h(
                    "button",
                    {
                      type: "button",
                      onClick: () => {
                        setQuery(example.query);
                        setVariables(example.variables);
                      },
                    },
                    example.zh,
                    h("small", { lang: "en" }, example.en),
                  ),
                ),
              ),
            ),
          ),
      }),
      [],
    );

    return h(GraphiQL, {
      fetcher,
      query,
      variables,
      plugins: [list, explorer],
      visiblePlugin: address.searchParams.has("query") ? undefined : list,
      defaultEditorToolsVisibility: "variables",
      onEditQuery: (edited) => {
        setQuery(edited);
        remember("query", edited);
      },
      onEditVariables: (edited) => {
        setVariables(edited);
        remember("variables", edited);
      },
    });
  }

  ReactDOM.render(h(App), root);
})();
