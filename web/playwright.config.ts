import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  // Others may be using the two cores that this was written on.
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  workers: process.env.PERFORMANCE ? 1 : 2,
  // A browser on a machine that does something else misses a beat now and then; the report says so.
  retries: process.env.CI ? 2 : 0,
  reporter: 'list',
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Each browser context would load the whole page once more, and a route sees nothing of what a worker asks.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    // What is timed is not filmed: a trace keeps pictures of the page, which takes the page time.
    trace: process.env.PERFORMANCE ? 'off' : 'retain-on-failure',
    launchOptions: {
      // Debian's browser: Playwright's own would have to be downloaded.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
