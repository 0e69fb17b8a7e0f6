import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { settled } from './desk'

/** What keeps somebody from using the page, or makes it hard. */
export async function barriers(page: Page): Promise<string[]> {
  await settled(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`))
}
