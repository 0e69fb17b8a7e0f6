// What ../schema.graphql keeps to: the rules for schemas and those of Relay. Run from the repository's root, above which
// ESLint looks at nothing.
import graphql from '@graphql-eslint/eslint-plugin'

export default [
  {
    files: ['schema.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // The log is read in one direction: `history` from the newest entry, `changes` from the oldest.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Short lists are no pages: who is present, which fields changed. `nodes` stands beside `edges`. And an entry of the
      // log is no node: nobody asks for it by itself.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false },
      ],
      // Only what is kept under its id has one. A snapshot, an entry of the log or an outcome with a field `id` would be
      // taken for the row itself by the caches of clients; a story sees to that.
      '@graphql-eslint/strict-id-in-types': 'off',
      // A room's type is called its room type, at every desk.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
]
