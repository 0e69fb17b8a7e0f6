import { expect, test } from './fixtures'

test('the playground asks with the session of the page, and loads nothing from elsewhere', async ({
  signedInAs,
  server,
}) => {
  const page = await signedInAs('Anna')
  const foreign: string[] = []
  page.on('request', (request) => {
    const { protocol } = new URL(request.url())
    if (protocol !== 'data:' && !request.url().startsWith(server.url)) foreign.push(request.url())
  })
  const violations: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text())
  })

  await page.goto('/graphiql')
  // The frame is there before the editor, which is loaded by itself: what is typed until then goes nowhere.
  const editor = page.getByRole('region', { name: 'Query Editor' })
  await editor.getByRole('textbox').focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText('{ me { name } }')
  await expect(editor.locator('.CodeMirror-code')).toContainText('{ me { name } }')
  await page.getByRole('button', { name: /Execute query/ }).click()
  await expect(page.getByRole('region', { name: 'Result Window' })).toContainText('"name": "Anna"')
  expect(foreign).toEqual([])
  expect(violations).toEqual([])
})
