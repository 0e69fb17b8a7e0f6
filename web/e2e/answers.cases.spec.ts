import { parse, validate } from 'graphql'

import { known } from './answers/known'
import { Tally } from './answers/report'
import { schema } from './answers/schema'
import { Transports } from './answers/transports'
import { expect, testApart as test } from './fixtures'
import { Hotel } from './hotel'

/** Documents that the server has once answered wrongly: the smallest of what `answers.spec.ts` found. */
const CASES: Record<string, { text: string; variables?: Record<string, unknown> }> = {
  'a variable is used by a directive of __typename': {
    text: 'query ($no: Boolean!) { me { __typename @skip(if: $no) } }',
    variables: { no: false },
  },
  'a condition is a variable that has its default': {
    text: 'query ($yes: Boolean! = true) { me { name @include(if: $yes) email @skip(if: $yes) } }',
  },
  'a fragment on a union stands where an object is': {
    text: '{ changes(first: 1) { nodes { after { is: __typename ... on GuestSnapshot { ... on Snapshot { kind: __typename } } } } } }',
  },
  'a field that is asked for twice fails once': {
    text: 'query ($guest: ID!) { guest(id: $guest) { name } guest(id: $guest) { history(first: 0) { revision } } }',
  },
  'a mutation is asked for twice, and done once': {
    text: `mutation {
      createRoom(input: { name: "Once" }) { is: __typename }
      createRoom(input: { name: "Once" }) { is: __typename ... on RoomSaved { room { name } } }
    }`,
  },
  'a subscription stands in a fragment': {
    text: 'subscription { ...Watched } fragment Watched on Subscription { guestChanged { is: __typename } }',
  },
  'a subscription stands in a fragment of its own type': {
    text: 'subscription { ... { presenceChanged { bookingId } } }',
  },
  'the field of a subscription is asked for twice': {
    text: 'subscription { presenceChanged { bookingId } presenceChanged { present { id } } }',
  },
}

for (const [name, { text, variables = {} }] of Object.entries(CASES)) {
  test(name, async ({ server }) => {
    const hotel = await Hotel.open(server.url)
    const { Guest } = await known(hotel)
    const asked = { text, variables: text.includes('$guest') ? { guest: Guest[0]?.id } : variables }
    expect(validate(schema, parse(text))).toEqual([])
    const answers = new Transports(server.url, hotel.token).events(asked)
    const first = await answers.next()
    if (first.done) throw new Error('there is no answer')
    await answers.return(undefined)
    new Tally().check(asked, first.value, 'server-sent events')
  })
}
