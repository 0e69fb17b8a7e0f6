import type { Page } from '@playwright/test'

/** What can be pressed, by what it is: whoever adds something of another kind adds it here. */
const TARGETS = [
  'a[href]',
  'button',
  'input:not([type=hidden])',
  'textarea',
  'select',
  'summary',
  '[role=option]',
  '[role^=menuitem]',
  '[role=tab]',
  '[role=radio]',
  '[role=checkbox]',
  '[role=radiogroup] label',
].join()

/**
 * What a finger would miss: targets that are shown, and where what is pressed to reach them is less than 44 px
 * high or wide. A bar of the plan is as wide as its nights at the width that was chosen: only its height counts.
 */
export async function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((selector) => {
    // A pixel less than 44: it is felt for pixel by pixel, and boxes do not begin at whole ones.
    const LEAST = 43
    const missed: string[] = []
    const [dialog] = [...document.querySelectorAll('[role=dialog][aria-modal=true]')].reverse()
    const isOver = (element: Element) =>
      element.closest('[data-portal], [role=listbox], [role=menu]') !== null
    for (const target of document.querySelectorAll<HTMLElement>(selector)) {
      if (!target.isConnected || !target.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        continue
      // What lies under a dialog can't be pressed.
      if (dialog && !dialog.contains(target) && !isOver(target)) continue
      if (target.matches(':disabled')) continue
      target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })

      const box = target.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue
      const meant = (at: Element | null) =>
        at !== null &&
        (target.contains(at) ||
          (at.contains(target) && at.matches('label, tr')) ||
          at.closest('label')?.contains(target) === true ||
          at.closest('label')?.htmlFor === target.id ||
          target.closest('.mantine-Input-wrapper, .mantine-MultiSelect-wrapper')?.contains(at) === true)
      if (!meant(document.elementFromPoint(x, y))) continue
      /** How far from the middle this way it still is what is pressed. */
      const reach = (dx: number, dy: number, half: number) => {
        let far = half
        while (far < LEAST && meant(document.elementFromPoint(x + dx * (far + 0.5), y + dy * (far + 0.5))))
          far++
        return far
      }
      const { width, height } = box
      const across = reach(-1, 0, width / 2) + reach(1, 0, width / 2)
      const down = reach(0, -1, height / 2) + reach(0, 1, height / 2)
      if ((across >= LEAST || target.matches('[data-booking]')) && down >= LEAST) continue
      const name = target.getAttribute('aria-label') ?? target.innerText
      missed.push(`${target.tagName} ${name.slice(0, 40)}: ${Math.round(across)}×${Math.round(down)}`)
    }
    return [...new Set(missed)]
  }, TARGETS)
}

/** What stands out to the right of what is around it: the page, or a dialog. */
export async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('[role=dialog], main')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, scrollWidth, clientWidth }) => `${tagName}: ${scrollWidth} in ${clientWidth}`),
  )
}

/** Words of what can be pressed that are cut off. What somebody has typed, or is called, may be. */
export async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        '.mantine-Button-label, .mantine-SegmentedControl-root, .mantine-SegmentedControl-label, .mantine-Tabs-list, .mantine-Menu-itemLabel, h1, h2',
      ),
    ]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(
        ({ innerText, scrollWidth, clientWidth }) =>
          `cut off: ${innerText.replaceAll('\n', ' ')}, ${scrollWidth} in ${clientWidth}`,
      ),
  )
}
