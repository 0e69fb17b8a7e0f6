// Makes the window's page in target/page/: the example as it is, on what the front desk is built with.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import * as fragmentMatcher from '@graphql-codegen/fragment-matcher'
import react from '@vitejs/plugin-react'
import { buildASTSchema, parse } from 'graphql'
import { build, defaultClientConditions, loadConfigFromFile } from 'vite'

const example = new URL('../bookings/', import.meta.url)
const page = new URL('target/page/', import.meta.url)

rmSync(page, { recursive: true, force: true })
cpSync(new URL('src/', example), new URL('src/', page), { recursive: true })
mkdirSync(new URL('src/gql/', page))

const schema = parse(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'))
const documents = readdirSync(new URL('src/', page))
  .filter((path) => path.endsWith('.graphql'))
  .map((path) => [path, readFileSync(new URL(`src/${path}`, page), 'utf8')])
  .map(([location, rawSDL]) => ({ location, rawSDL, document: parse(rawSDL) }))
const input = { schema, schemaAst: buildASTSchema(schema), documents, plugins: [], pluginMap: {} }
const { generates } = (await loadConfigFromFile({}, fileURLToPath(new URL('codegen.ts', example)))).config
const { presetConfig, config } = generates['src/gql/']
const files = [
  ...(await preset.buildGeneratesSection({ ...input, baseOutputDir: 'src/gql/', presetConfig, config })),
  {
    ...input,
    filename: 'src/gql/possibleTypes.ts',
    plugins: [{ 'fragment-matcher': {} }],
    pluginMap: { 'fragment-matcher': fragmentMatcher },
    config: { apolloClientVersion: 3 },
  },
]
for (const file of files) writeFileSync(new URL(file.filename, page), await codegen(file))

writeFileSync(
  new URL('index.html', page),
  '<!doctype html><meta charset="utf-8"><title>Bookings</title><div id="root"></div><script type="module" src="/src/main.tsx"></script>',
)
writeFileSync(
  new URL('src/main.tsx', page),
  `import './index.css'
import { createRoot } from 'react-dom/client'
import App from './App'
createRoot(document.getElementById('root')).render(<App />)
`,
)
await build({
  configFile: false,
  root: fileURLToPath(page),
  logLevel: 'warn',
  plugins: [react()],
  // The package as it is written.
  resolve: { conditions: ['frontdesk-source', ...defaultClientConditions] },
})
