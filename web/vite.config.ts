import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import type { Plugin, ProxyOptions } from 'vite'
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

/** Mantine and GraphiQL write style elements; GraphiQL's fonts are in its style sheet. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Does what the server does with its pages: says whether this is the demo, and answers every page's address. */
function likeTheServer(): Plugin {
  const fill = (html: string) => html.replace('%FRONTDESK_DEMO%', demo)
  return {
    name: 'like-the-server',
    transformIndexHtml: { order: 'pre', handler: (html, { server }) => (server ? fill(html) : html) },
    configurePreviewServer: ({ middlewares, config }) => {
      middlewares.use((request, response, next) => {
        if (!request.headers.accept?.includes('text/html')) {
          next()
          return
        }
        const page = request.url?.startsWith('/graphiql') ? 'graphiql.html' : 'index.html'
        readFile(`${config.root}/${config.build.outDir}/${page}`, 'utf8').then((html) => {
          response.setHeader('content-security-policy', policy)
          response.setHeader('content-type', 'text/html').end(fill(html))
        }, next)
      })
    },
  }
}

export default defineConfig({
  plugins: [react(), likeTheServer()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/graphql': graphql } },
  preview: { host: '127.0.0.1', proxy: { '/graphql': graphql } },
  build: {
    manifest: true,
    rolldownOptions: { input: ['index.html', 'graphiql.html'] },
    // The playground's editor is large, and loaded by nobody else.
    chunkSizeWarningLimit: 1500,
  },
  test: { environment: 'jsdom', setupFiles: 'src/test-setup.ts', include: ['src/**/*.test.{ts,tsx}'] },
})
