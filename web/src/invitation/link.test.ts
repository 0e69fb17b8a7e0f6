import { expect, it } from 'vitest'

import { isInvitation, linkOf, tokenOf } from './link'

it('keeps the token from every server', () => {
  const link = new URL(linkOf('t0k-en_', 'https://hotel.example'))
  expect(link.pathname + link.search).toBe('/invitation')
  expect(isInvitation(link)).toBe(true)
  expect(tokenOf(link)).toBe('t0k-en_')
  expect(isInvitation(new URL('https://hotel.example/invitations#t0k-en_'))).toBe(false)
})
