import { expect, it } from 'vitest'

import { isSame } from '@frontdesk/client'

import { type FieldsDescriptor, formNoun, initialValues, problemsOf, sendable } from './fields'

type Field = 'name' | 'email' | 'beds' | 'rate' | 'currency'

const described: FieldsDescriptor<Field> = {
  fields: {
    name: { is: 'line', required: true },
    email: { is: 'email', nullable: true },
    beds: { is: 'count', min: 1, required: true, initial: 2 },
    rate: { is: 'amount' },
    currency: { is: 'currency' },
  },
  label: () => 'room.name',
  coupled: [['rate', 'currency']],
  check: ({ rate }) => (rate === '' ? [] : [{ field: 'rate', rule: 'RANGE' }]),
}
const noun = { ...described, form: formNoun(described) }
const empty = initialValues(noun, 'CHF')

it('begins a new row with nothing, but for what the noun and the hotel say', () => {
  expect(empty).toEqual({ name: '', email: '', beds: 2, rate: '', currency: 'CHF' })
})

it('compares values by what their field holds', () => {
  const same = (field: Field, one: string | null, other: string) => isSame(noun.form, field, one, other)
  expect(same('name', 'Anna ', 'Anna')).toBe(true)
  expect(same('email', null, '')).toBe(true)
  expect(same('rate', '120', '120.00')).toBe(true)
  expect(same('currency', 'EUR', 'EUR ')).toBe(false)
})

it('tells what is missing, and what the noun itself finds wrong', () => {
  expect(problemsOf(noun, { ...empty, rate: '1' })).toEqual([
    { field: 'name', rule: 'REQUIRED' },
    { field: 'rate', rule: 'RANGE' },
  ])
})

it('sends null for what may be nothing, and nothing for what was not given', () => {
  expect(sendable(noun, { name: '', email: '' })).toEqual({ name: '', email: null })
})
