import { change, field, makeBooking, openBooking, settled } from './desk'
import { expect, test } from './fixtures'

test.skip(!process.env.PICTURES, "takes the README's pictures: PICTURES=1 npm run e2e -- pictures")

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the README's pictures in ${colorScheme} colours`, async ({ signedInAs }) => {
    test.slow()
    const picture = (name: string) => ({ path: `pictures/${name}-${colorScheme}.png` })
    const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
    await ben.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(ben.getByText("Liam O'Brien").first()).toBeVisible()
    await ben.screenshot(picture('plan'))

    const booking = await makeBooking(anna)
    const dialog = await openBooking(ben, booking)
    await openBooking(anna, booking)
    await field(dialog, 'Price').fill('99')
    await change(anna, booking, 'totalPrice: "120", adults: 3')
    await expect(dialog.getByRole('group', { name: 'What others did to Price' })).toContainText('€120.00')
    await ben.screenshot(picture('dialog'))

    await field(dialog, 'Price').press('Enter')
    await expect(ben.getByRole('radiogroup', { name: 'Price' })).toContainText('€99.00')
    await settled(ben)
    await ben.screenshot(picture('conflict'))
  })
}
