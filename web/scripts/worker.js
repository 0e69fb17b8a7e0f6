// Writes dist/page/sw.js: the service worker with the names of the files that the front desk's page is made of.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const dist = new URL('../dist/page/', import.meta.url)
const read = (path) => readFileSync(new URL(path, dist), 'utf8')
const manifest = JSON.parse(read('.vite/manifest.json'))

/** What the page and all its screens load, now or later. */
function filesOf(key, seen = new Set()) {
  if (seen.has(key)) return []
  seen.add(key)
  const { file, css = [], assets = [], imports = [], dynamicImports = [] } = manifest[key]
  return [file, ...css, ...assets, ...[...imports, ...dynamicImports].flatMap((next) => filesOf(next, seen))]
}

const files = [...new Set(filesOf('index.html'))].map((file) => `/${file}`).sort()
const list = [...files, '/icon.svg']
const worker = readFileSync(new URL('../worker/sw.js', import.meta.url), 'utf8')
const made = [worker, read('index.html'), read('icon.svg'), ...list].join('\n')
const version = createHash('sha256').update(made).digest('base64url').slice(0, 16)

const written = worker
  .replace("['%FILES%']", () => JSON.stringify(list, null, 2))
  .replace('%ENTRY%', () => `/${manifest['index.html'].file}`)
  .replace('%VERSION%', () => version)
writeFileSync(new URL('sw.js', dist), written)
