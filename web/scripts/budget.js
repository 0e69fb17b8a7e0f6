// Fails where the front desk's first page needs more script than its budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 350

const dist = new URL('../dist/page/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

/** The chunk and all that it imports statically: what loads before anything shows. */
function files(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const imported of manifest[key].imports ?? []) files(imported, seen)
  return seen
}

const sizes = [...files('index.html')].map((key) => {
  const { file } = manifest[key]
  return { file, kb: gzipSync(readFileSync(new URL(file, dist))).length / 1024 }
})
for (const { file, kb } of sizes) console.log(`${kb.toFixed(1).padStart(8)} KB  ${file}`)
const total = sizes.reduce((sum, { kb }) => sum + kb, 0)
console.log(`${total.toFixed(1).padStart(8)} KB  of ${BUDGET_KB} KB: script of the first page, compressed`)
if (total > BUDGET_KB) process.exitCode = 1
