import type { Browser, Page } from '@playwright/test'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** The thread's own time in microseconds: what else the machine does meanwhile is not in it. */
  tdur?: number
  args: { name?: string }
}

export interface Tasks {
  /** Milliseconds of processor time that each task of the page's main thread took. */
  processor: number[]
  /** Milliseconds on the clock of those that took longer than 50 ms, as the page can see them itself. */
  clock: number[]
}

/** What the page's main thread does during something. */
export async function tasksDuring(browser: Browser, page: Page, during: () => Promise<void>): Promise<Tasks> {
  const clock = await page.evaluateHandle(() => {
    const durations: number[] = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(Math.round(duration))
    }).observe({ type: 'longtask' })
    return durations
  })
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await during()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }

  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const main = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(thread),
  )
  const processor = trace.traceEvents
    .filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && main.has(thread(event)))
    .map(({ tdur = 0 }) => tdur / 1000)
  if (!processor.length) throw new Error('Chromium has traced no task of the page')
  return { processor, clock: await clock.jsonValue() }
}
