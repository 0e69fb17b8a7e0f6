import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import type { Plugin, ProxyOptions } from 'vite'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env.FRONTDESK_URL ?? 'http://127.0.0.1:8080'
const demo = process.env.FRONTDESK_DEMO ?? 'true'

/** The server believes its own pages only; to it, a page that Vite serves is a foreign one. */
const graphql: ProxyOptions = {
  target: server,
  ws: true,
  rewriteWsOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (request) => {
      if (request.hasHeader('origin')) request.setHeader('origin', server)
    })
  },
}

/** Does what the server does with its page: says whether this is the demo. */
const demoFlag: Plugin = {
  name: 'demo-flag',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace('%FRONTDESK_DEMO%', demo),
}

/** The package as it is written, not as it was built last. */
const SOURCE = 'frontdesk-source'

export default defineConfig({
  plugins: [react(), demoFlag],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    conditions: [SOURCE, ...defaultClientConditions],
  },
  ssr: { resolve: { conditions: [SOURCE, ...defaultServerConditions] } },
  // The playground has the guide in it.
  server: { host: '127.0.0.1', proxy: { '/graphql': graphql }, fs: { allow: ['.', '../api/guide'] } },
  build: {
    // `dist` itself is in every checkout: see its .gitignore.
    outDir: 'dist/page',
    manifest: true,
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      // A directive for React's compiler, in a package that was compiled already.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
      },
    },
    // The playground's editor is large, and loaded by nobody else.
    chunkSizeWarningLimit: 1500,
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'browser',
          environment: 'jsdom',
          setupFiles: 'src/test-setup.ts',
          include: ['{src,packages/*/src}/**/*.test.{ts,tsx}'],
        },
      },
      // What of the package must do without a browser, and what is said of the package as a whole.
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/test/**/*.test.ts'],
          server: { deps: { inline: ['@graphql-inspector/core'] } },
        },
      },
    ],
  },
})
