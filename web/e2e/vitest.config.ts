import { defineConfig } from 'vitest/config'

/** What needs the program: the helper for test runners, at work in one. */
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ['*.vitest.ts'], testTimeout: 60_000 },
})
