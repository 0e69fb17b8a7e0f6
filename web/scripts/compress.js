// Keeps what the pages load also compressed, for the server to embed: `x.js`, `x.js.br`, `x.js.gz`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** Below this nothing is saved: the answer has its own head. */
const SMALLEST = 1024

const assets = new URL('../dist/page/assets/', import.meta.url)

for (const name of readdirSync(assets).filter((name) => /\.(js|css|svg)$/.test(name))) {
  const file = new URL(name, assets)
  const bytes = readFileSync(file)
  if (bytes.length < SMALLEST) continue
  writeFileSync(new URL(`${file.href}.br`), brotliCompressSync(bytes))
  writeFileSync(new URL(`${file.href}.gz`), gzipSync(bytes, { level: 9 }))
}
