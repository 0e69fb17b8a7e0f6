// Lists the documents of the front desk as Apollo Client sends them, for the server to embed: what it executes for the
// page where an operator lets it execute only what is listed (`--trusted-documents`). In the format of Apollo's
// generate-persisted-query-manifest.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

import { InMemoryCache } from '@apollo/client'
import { print } from 'graphql'

const web = new URL('../', import.meta.url)
const generated = readFileSync(new URL('src/gql/graphql.ts', web), 'utf8')
const documents = [...generated.matchAll(/^export const \w+Document = ({.*}) as unknown as DocumentNode/gm)]
// Clients add `__typename` to what they ask for.
const cache = new InMemoryCache()

const operations = documents.map(([, json]) => {
  const document = cache.transformDocument(JSON.parse(json))
  const { name, operation } = document.definitions.find(({ kind }) => kind === 'OperationDefinition')
  const body = print(document)
  return { id: createHash('sha256').update(body).digest('hex'), name: name.value, type: operation, body }
})
const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations }
writeFileSync(new URL('dist/page/documents.json', web), JSON.stringify(manifest))
