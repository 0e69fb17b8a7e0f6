// Makes src/gql/ of ../schema.graphql and the `*.graphql` files: one typed `…Document` for each operation, which types
// stand behind each union and interface, which nouns there are, and which fields of a patch are coupled. By the core of
// GraphQL Code Generator: its command line also reads schemas from elsewhere, for which it brings some hundred packages
// along.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import * as fragmentMatcher from '@graphql-codegen/fragment-matcher'
import { buildASTSchema, parse, valueFromASTUntyped } from 'graphql'

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

/** The fields of each patch that only make sense together, group by group: what `@coupled` tells. */
function coupled() {
  const patches = schema.definitions
    .filter(({ kind, name }) => kind === 'InputObjectTypeDefinition' && name.value.endsWith('Patch'))
    .map(({ name, fields }) => [name.value, groupsOf(fields)])
  return `export const coupled = ${JSON.stringify(Object.fromEntries(patches), null, 2)} as const\n`
}

function groupsOf(fields) {
  const groups = new Map()
  for (const { name, directives } of fields) {
    for (const { name: directive, arguments: given } of directives) {
      if (directive.value !== 'coupled') continue
      const group = valueFromASTUntyped(given.find((argument) => argument.name.value === 'group').value)
      groups.set(group, [...(groups.get(group) ?? []), name.value])
    }
  }
  return [...groups.values()]
}

/** What rows there are: the types that are `Versioned`. */
function nouns() {
  const names = schema.definitions
    .filter(({ interfaces = [] }) => interfaces.some(({ name }) => name.value === 'Versioned'))
    .map(({ name }) => name.value)
  return `export const NOUNS = ${JSON.stringify(names)} as const\nexport type Noun = (typeof NOUNS)[number]\n`
}

mkdirSync(new URL('src/gql/', web), { recursive: true })
const isNeeded = ({ filename }) => filename.endsWith('/graphql.ts')
for (const file of [...typed.filter(isNeeded), possibleTypes]) {
  writeFileSync(new URL(file.filename, web), await codegen(file))
}
writeFileSync(new URL('src/gql/coupled.ts', web), coupled())
writeFileSync(new URL('src/gql/nouns.ts', web), nouns())
