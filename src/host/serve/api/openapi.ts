/** What the OpenAPI document says beside the routes: it is served at /openapi.json, and made of the schemas that requests are checked with. */

const DESCRIPTION = `A replicated key-value store that converges by gossip. Any node answers any request from what it holds: a
read may miss a write that another node has just accepted. Of two concurrent writes of a key the later one wins, on all nodes alike.

Values are JSON, kept as they were sent: numbers of any length, members in their order, members that stand twice. Only the space between
their parts is written anew. Keys are texts; in a path they are percent-encoded.`;

export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'gossipscope',
    description: DESCRIPTION,
    version: '0.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'The node that served this document' }],
  tags: [
    { name: 'kv', description: 'Keys and values' },
    { name: 'members', description: 'Who is in the cluster' },
    { name: 'measures', description: 'What the node measured' },
    {
      name: 'faults',
      description: 'Faults that a node injects on purpose, where it was started with --allow-faults',
    },
    { name: 'operations', description: 'What orchestrators and scrapers ask' },
  ],
  components: {
    securitySchemes: {
      token: {
        type: 'http' as const,
        scheme: 'bearer',
        description: 'A token of the file given with --tokens',
      },
    },
  },
};
