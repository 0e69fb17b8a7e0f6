import { expect, test } from './fixtures'
import { countSteps } from './steps'

test('table: sign in', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused()
  const steps = await countSteps(page)
  // A typed text is put in as a whole, so that each key that is counted is one of the others.
  await page.keyboard.insertText('anna@demo.frontdesk')
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('frontdesk')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Room plan' })).toBeVisible()
  expect(await steps(), 'beside two typed texts').toBe(2)
})
