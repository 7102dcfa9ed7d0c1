// The peer: @neo4j/graphql on Apollo Server, over the graph that stdgraph keeps. It prints its address once it listens.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const typeDefs = `#graphql
  type Standard @node {
    id: String!
    number: String
    numberSort: String
    titleEn: String
    titleEnKey: String
    titleZh: String
    titleZhKey: String
    status: String
    stage: String
    publishedOn: Date
    publicationEarliest: Date
    committees: [Committee!]! @relationship(type: "OWNED_BY", direction: OUT)
    listedIn: [Subsystem!]! @relationship(type: "LISTED_IN", direction: OUT)
  }

  type Committee @node {
    code: String!
    titleEn: String
  }

  type Count {
    status: String!
    number: Int!
  }

  type Subsystem @node {
    id: String!
    system: String!
    code: String!
    titleEn: String
    standards: [Standard!]! @relationship(type: "LISTED_IN", direction: IN)
    counts: [Count!]!
      @cypher(
        statement: """
        MATCH (this)<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard)
        WITH DISTINCT n
        WITH n.status AS status, count(*) AS number
        RETURN {status: status, number: number} AS counted
        """
        columnName: "counted"
      )
  }
`;

const { BOLT, BOLT_USER, BOLT_PASSWORD, BOLT_DATABASE } = process.env;
const driver = neo4j.driver(BOLT, neo4j.auth.basic(BOLT_USER, BOLT_PASSWORD));
const graph = new Neo4jGraphQL({ typeDefs, driver });
const server = new ApolloServer({ schema: await graph.getSchema() });
const { url } = await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(process.env.PORT) },
  context: async () => ({ sessionConfig: { database: BOLT_DATABASE } }),
});
console.log(url);
