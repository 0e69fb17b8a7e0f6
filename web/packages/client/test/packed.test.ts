import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('..', import.meta.url))
const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const HOTEL = /\b\w*(hotel|booking|guest|room|overnight|check_?(in|out)\b|reservation)\w*/gi

/** All files below a folder. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
}

it('has no word of hotels', () => {
  const texts = [
    ...files(join(here, 'src')),
    ...['README.md', 'CHANGELOG.md', 'package.json'].map((file) => join(here, file)),
  ]
  const found = texts.flatMap((file) =>
    (readFileSync(file, 'utf8').match(HOTEL) ?? []).map((word) => `${file.slice(here.length)}: ${word}`),
  )
  expect(texts.length).toBeGreaterThan(20)
  expect(found).toEqual([])
})

describe('packed', { timeout: 120_000 }, () => {
  let folder: string
  let packed: { filename: string; files: { path: string }[] }
  const unpacked = () => join(folder, 'node_modules/@frontdesk/client')

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'frontdesk-client-'))
    const told = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: here,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    ;[packed] = JSON.parse(told) as [typeof packed]
    mkdirSync(unpacked(), { recursive: true })
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', unpacked(), '--strip-components=1'])
    // Beside it what it expects to find beside it, and nothing else.
    mkdirSync(join(folder, 'node_modules/@apollo'))
    for (const peer of ['@apollo/client', 'graphql', 'graphql-ws', 'react']) {
      symlinkSync(join(modules, peer), join(folder, 'node_modules', peer))
    }
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('holds what was built and what is to be read, and nothing else', () => {
    const others = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^dist\/(core|queue|apollo|react)\/[\w/]+\.(js|d\.ts)$/.test(path))
    expect(others.sort()).toEqual(['CHANGELOG.md', 'README.md', 'package.json'])
    expect(packed.files.some(({ path }) => path.includes('test'))).toBe(false)
  })

  it('depends on its peers only', () => {
    const manifest = JSON.parse(readFileSync(join(unpacked(), 'package.json'), 'utf8')) as object
    expect(manifest).not.toHaveProperty('dependencies')
    expect(manifest).not.toHaveProperty('devDependencies')
    const imported = files(join(unpacked(), 'dist'))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^'.][^']*)'/g)])
      .map(([, name = '']) => name.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1'))
    expect([...new Set(imported)].sort()).toEqual(['@apollo/client', 'graphql', 'graphql-ws', 'react'])
  })

  it('is loaded by Node.js as it is', () => {
    const script = `
      const [core, apollo, react] = await Promise.all(
        ['', '/apollo', '/react'].map((part) => import('@frontdesk/client' + part)))
      console.log([core.watch, core.write, apollo.GuardedCache, apollo.connectionLink, react.useWatch].map((one) => typeof one).join())
      await import('@frontdesk/client/dist/core/guard.js').catch(({ code }) => console.log(code))`
    writeFileSync(join(folder, 'load.mjs'), script)
    const told = execFileSync('node', ['load.mjs'], { cwd: folder, encoding: 'utf8' })
    expect(told.trim().split('\n')).toEqual([
      'function,function,function,function,function',
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    ])
  })

  it('is typed for programs that resolve as Node.js does', () => {
    const program = `
      import { Connection, directExecutor, watch, type TypedDocument } from '@frontdesk/client'
      import { apolloExecutor, connectionLink, GuardedCache } from '@frontdesk/client/apollo'
      import { useWatch } from '@frontdesk/client/react'
      declare const document: TypedDocument<{ told: { __typename: 'Changed'; revision: string; by: string } }, { after?: string }>
      const connection = new Connection({ url: 'https://example.org/graphql', token: async () => 'token' })
      watch(directExecutor(connection), document, { onChange: ({ by }) => by.toUpperCase() })
      // @ts-expect-error: a change has no such field
      watch(directExecutor(connection), document, { onChange: ({ nobody }) => nobody })
      export { apolloExecutor, connectionLink, GuardedCache, useWatch }`
    writeFileSync(join(folder, 'program.mts'), program)
    symlinkSync(join(modules, '@types'), join(folder, 'node_modules/@types'))
    execFileSync(
      'node',
      [
        join(modules, 'typescript/bin/tsc'),
        ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom'],
        ...['--types', 'react', '--skipLibCheck', 'program.mts'],
      ],
      { cwd: folder, encoding: 'utf8' },
    )
  })
})
