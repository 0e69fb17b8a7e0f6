import '@testing-library/jest-dom/vitest'

import { format } from 'node:util'

import { cleanup } from '@testing-library/react'
import { afterAll, afterEach, expect, vi } from 'vitest'

// What a library warns of is mended, not scrolled past: it fails the test that it was printed in.
const printed: string[] = []
for (const method of ['error', 'warn'] as const) {
  vi.spyOn(console, method).mockImplementation((...what) => void printed.push(format(...what)))
}
process.on('warning', (warning) => void printed.push(String(warning)))
const nothingPrinted = () => expect(printed.splice(0), 'warnings that were printed').toEqual([])

afterEach(() => {
  cleanup()
  nothingPrinted()
})
// What is printed outside of any test, as by an import or a late promise.
afterAll(nothingPrinted)

// What Mantine asks of a browser and jsdom does not have.
window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList

window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
