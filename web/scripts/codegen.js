// Makes src/gql/ of ../schema.graphql and the `*.graphql` files: one typed `…Document` for each operation, and which types
// stand behind each union and interface. By the core of GraphQL Code Generator: its command line also reads schemas from
// elsewhere, for which it brings some hundred packages along.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import * as fragmentMatcher from '@graphql-codegen/fragment-matcher'
import { buildASTSchema, parse } from 'graphql'

const web = new URL('../', import.meta.url)
const read = (path) => readFileSync(new URL(path, web), 'utf8')

const schema = parse(read('../schema.graphql'))
const documents = readdirSync(new URL('src/', web), { recursive: true })
  .filter((path) => path.endsWith('.graphql'))
  .sort()
  .map((path) => {
    const rawSDL = read(`src/${path}`)
    return { location: `src/${path}`, rawSDL, document: parse(rawSDL) }
  })
const input = { schema, schemaAst: buildASTSchema(schema), documents, plugins: [], pluginMap: {} }

const typed = await preset.buildGeneratesSection({
  ...input,
  baseOutputDir: 'src/gql/',
  presetConfig: { fragmentMasking: false },
  config: {
    strictScalars: true,
    scalars: { Date: 'string', DateTime: 'string', Decimal: 'string', JSON: 'unknown', Revision: 'string' },
    enumType: 'string-literal',
    enumsAsTypes: true,
    useTypeImports: true,
    nonOptionalTypename: true,
    skipTypeNameForRoot: true,
  },
})
const possibleTypes = {
  ...input,
  filename: 'src/gql/possibleTypes.ts',
  plugins: [{ 'fragment-matcher': {} }],
  pluginMap: { 'fragment-matcher': fragmentMatcher },
  config: { apolloClientVersion: 3, useExplicitTyping: false },
}

mkdirSync(new URL('src/gql/', web), { recursive: true })
const isNeeded = ({ filename }) => filename.endsWith('/graphql.ts')
for (const file of [...typed.filter(isNeeded), possibleTypes]) {
  writeFileSync(new URL(file.filename, web), await codegen(file))
}
