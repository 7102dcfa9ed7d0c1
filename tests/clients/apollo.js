// @apollo/client with the persisted-queries link, which has to fall back, and subscriptions over graphql-ws.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { awaited, FOLLOW, headers, recordingFetch, REGISTER, report, requests, task } from "./program.js";

const persisted = new PersistedQueryLink({
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  useGETForHashedQueries: task.get,
});
const http = new HttpLink({ uri: task.url, headers, fetch: recordingFetch });
const socket = new GraphQLWsLink(createClient({ url: task.socket, webSocketImpl: WebSocket }));
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(({ operationType }) => operationType === "subscription", socket, persisted.concat(http)),
});

const { change, see, fail } = awaited();
client
  .subscribe({ query: gql(FOLLOW), variables: { after: task.after } })
  .subscribe({ next: (result) => (result.error ? fail(result.error) : see(result.data.changed)), error: fail });
const { data } = await client.query({ query: gql(task.document), variables: task.variables });
const { data: written } = await client.mutate({ mutation: gql(REGISTER), variables: { title: task.title } });
report({ data, registered: written.registerStandard, change: await change, requests });
