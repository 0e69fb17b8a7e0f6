import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'vite'
import { expect, it } from 'vitest'

const LIMIT = 12 * 1024
const source = (path: string) => fileURLToPath(new URL(`../src/${path}/index.ts`, import.meta.url))

/** The compressed bytes of these parts of the package in one bundle, without its peers. */
async function sizeOf(...parts: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-size-'))
  const entry = join(folder, 'all.ts')
  writeFileSync(entry, parts.map((part) => `export * from '${source(part)}'`).join('\n'))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['es'], fileName: 'all' },
      rolldownOptions: { external: /^(react|@apollo\/client|graphql|graphql-ws)(\/|$)/ },
    },
  }).finally(() => rmSync(folder, { recursive: true }))
  const results = Array.isArray(built) ? built : [built]
  const output = results.flatMap((result) => ('output' in result ? result.output : []))
  const code = output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('')
  expect(code).toContain('StreamGap')
  return gzipSync(code).length
}

it('stays small', { timeout: 120_000 }, async () => {
  const size = await sizeOf('core', 'queue', 'apollo', 'react')
  expect(size, 'bytes of all parts, compressed').toBeLessThan(LIMIT)
})
