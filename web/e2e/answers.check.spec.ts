import { parse, validate } from 'graphql'

import { type Answer, faults } from './answers/check'
import { schema } from './answers/schema'
import { expect, test } from './fixtures'

const document = parse(`query ($no: Boolean!) {
  me { id }
  node(id: "1") { is: __typename ... on Booking { number: reference nights status history { revision } } id }
  guest(id: "1") { phone history { revision } ...Named }
  rooms { nodes { name capacity nightlyRate @skip(if: $no) updatedBy { id name } history { revision } } }
}
fragment Named on Guest { name phone }`)
const asked = { document, variables: { no: false } }

interface Data {
  me: object | null
  node: Record<string, unknown> | null
  guest: Record<string, unknown> | null
  rooms: { nodes: Record<string, unknown>[] }
}

/** An answer that is right. */
const sound = (): { data: Data; errors?: Answer['errors'] } => ({
  data: {
    me: null,
    node: {
      is: 'Booking',
      number: 'B-1',
      nights: 2,
      status: 'CONFIRMED',
      history: { revision: 'r' },
      id: '1',
    },
    guest: { phone: null, history: { revision: 'r' }, name: 'Carla' },
    rooms: {
      nodes: [
        { name: '1', capacity: 2, nightlyRate: '99.00', updatedBy: null, history: { revision: 'r' } },
        {
          name: '2',
          capacity: 2,
          nightlyRate: '9',
          updatedBy: { id: null, name: 'sql' },
          history: { revision: 'r' },
        },
      ],
    },
  },
})
const error = (...path: (string | number)[]) => [{ message: 'no', path, extensions: { code: 'BAD_REQUEST' } }]

test('the checker lets a right answer pass', () => {
  expect(validate(schema, document)).toEqual([])
  expect(faults(schema, asked, sound() as unknown as Answer)).toEqual([])
  const nulled = { ...sound().data, node: null }
  const errors = error('node', 'history')
  expect(faults(schema, asked, { data: nulled, errors })).toEqual([])
  expect(faults(schema, asked, { data: null, errors: error('rooms', 'nodes', 1, 'history') })).toEqual([])
  expect(faults(schema, asked, { errors: [{ message: 'no' }] })).toEqual([])
})

type Planted = (answer: ReturnType<typeof sound>) => object | undefined
const planted: Record<string, Planted> = {
  'a missing key': ({ data }) => {
    const { history, name } = data.guest ?? {}
    return { data: { ...data, guest: { history, name } } }
  },
  'a missing key of the root': ({ data: { node, guest, rooms } }) => ({ data: { node, guest, rooms } }),
  'a key that nobody asked for': ({ data }) => void Object.assign(data.guest ?? {}, { email: null }),
  'a key of a fragment on another type': ({ data }) => ({
    data: { ...data, node: { is: 'Guest', number: 'B-1', id: '1' } },
  }),
  'swapped keys': ({ data: { guest, ...data } }) => {
    const { name, ...others } = guest ?? {}
    return { data: { ...data, guest: { name, ...others } } }
  },
  'swapped keys of the root': ({ data: { me, ...data } }) => ({ data: { ...data, me } }),
  'null where it may not be': ({ data }) => void Object.assign(data.guest ?? {}, { name: null }),
  'null in a list of what may not be null': ({ data }) => void data.rooms.nodes.push(null as never),
  'an object in place of a list': ({ data }) => void Object.assign(data.rooms, { nodes: {} }),
  'a number as a text': ({ data }) => void Object.assign(data.node ?? {}, { nights: '2' }),
  'a number with a fraction': ({ data }) => void Object.assign(data.node ?? {}, { nights: 2.5 }),
  'an enum value that there is not': ({ data }) =>
    void Object.assign(data.node ?? {}, { status: 'confirmed' }),
  'an amount that is none': ({ data }) => void Object.assign(data.rooms.nodes[0] ?? {}, { nightlyRate: 99 }),
  'a type that is not possible': ({ data }) => void Object.assign(data.node ?? {}, { is: 'User' }),
  'a key beside data and errors': (answer) => ({ ...answer, status: 200 }),
  'no data and no errors': () => ({}),
  'data that is null for no reason': () => ({ data: null }),
  'no data where an error climbed': () => ({ errors: error('rooms') }),
  'an empty list of errors': (answer) => ({ ...answer, errors: [] }),
  'an error whose path holds a value': (answer) => ({ ...answer, errors: error('node', 'history') }),
  'an error that did not climb to the root': (answer) => ({
    ...answer,
    errors: error('rooms', 'nodes', 0, 'history'),
  }),
  'an error that climbed too far': () => ({ data: null, errors: error('guest', 'history') }),
  'an error that did not climb far enough': ({ data }) => ({
    data: { ...data, guest: { ...data.guest, history: null } },
    errors: error('guest', 'history'),
  }),
  'an error at what nobody asked for': ({ data }) => ({
    data: { ...data, node: null },
    errors: error('node', 'room'),
  }),
  'an error by the name of a field that has an alias': ({ data }) => ({
    data: { ...data, node: null },
    errors: error('node', 'reference'),
  }),
  'an error that nobody planned': ({ data }) => ({
    data: { ...data, node: null },
    errors: [{ message: 'no', path: ['node'], extensions: { code: 'INTERNAL' } }],
  }),
}

for (const [name, plant] of Object.entries(planted)) {
  test(`the checker finds ${name}`, () => {
    const answer = sound()
    const changed = plant(answer) ?? answer
    expect(faults(schema, asked, changed as Answer)).not.toEqual([])
  })
}
