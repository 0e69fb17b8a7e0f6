import { expect, it } from 'vitest'

import type { BookingFilter, BookingStatus } from '@/gql/graphql'

import { choiceOf, dayIn, isOverdue, type ListName } from './choice'

interface Stay {
  checkIn: string
  checkOut: string
  status: BookingStatus
}
const stay = (checkIn: string, checkOut: string, status: BookingStatus): Stay => ({
  checkIn,
  checkOut,
  status,
})

const [BEFORE, YESTERDAY, TODAY, TOMORROW, AFTER] = [
  '2026-12-30',
  '2026-12-31',
  '2027-01-01',
  '2027-01-02',
  '2027-01-03',
] as const

/** What the server answers to a filter, by the schema's words: nights on or after `from` and before `to`. */
const passes = ({ from, to, statuses }: BookingFilter, { checkIn, checkOut, status }: Stay) =>
  (!from || checkOut > from) && (!to || checkIn < to) && (!statuses || statuses.includes(status))

function isListed(list: ListName, booking: Stay, day: string = TODAY): boolean {
  const { filters, holds } = choiceOf(list, day, TODAY)
  return filters.some((filter) => passes(filter, booking)) && holds(booking)
}

it('lists who arrives on the day, also who is in house already, and who should have come before', () => {
  const coming = (status: BookingStatus) => stay(TODAY, TOMORROW, status)
  for (const status of ['INQUIRY', 'CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT'] as const) {
    expect(isListed('arrivals', coming(status)), status).toBe(true)
  }
  for (const status of ['CANCELLED', 'NO_SHOW'] as const) {
    expect(isListed('arrivals', coming(status)), status).toBe(false)
  }
  expect(isListed('arrivals', stay(TOMORROW, AFTER, 'CONFIRMED'))).toBe(false)
  expect(isListed('arrivals', stay(YESTERDAY, TOMORROW, 'CHECKED_IN'))).toBe(false)
  // Late, also where the whole stay is over.
  for (const end of [TODAY, TOMORROW]) {
    expect(isListed('arrivals', stay(YESTERDAY, end, 'CONFIRMED'))).toBe(true)
  }
  expect(isListed('arrivals', stay(YESTERDAY, TOMORROW, 'INQUIRY'))).toBe(false)
  expect(isListed('arrivals', stay(YESTERDAY, AFTER, 'CONFIRMED'), TOMORROW)).toBe(false)
})

it('has a registration card for who is promised to come or has come', () => {
  expect(isListed('cards', stay(TODAY, TOMORROW, 'CONFIRMED'))).toBe(true)
  expect(isListed('cards', stay(YESTERDAY, TOMORROW, 'CONFIRMED'))).toBe(true)
  expect(isListed('cards', stay(TODAY, TOMORROW, 'INQUIRY'))).toBe(false)
})

it('lists who leaves on the day, whether they have left or not, and who should have left before', () => {
  for (const status of ['CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT'] as const) {
    expect(isListed('departures', stay(YESTERDAY, TODAY, status)), status).toBe(true)
  }
  for (const status of ['INQUIRY', 'CANCELLED', 'NO_SHOW'] as const) {
    expect(isListed('departures', stay(YESTERDAY, TODAY, status)), status).toBe(false)
  }
  expect(isListed('departures', stay(YESTERDAY, TOMORROW, 'CHECKED_IN'))).toBe(false)
  expect(isListed('departures', stay(BEFORE, YESTERDAY, 'CHECKED_IN'))).toBe(true)
  expect(isListed('departures', stay(BEFORE, YESTERDAY, 'CHECKED_OUT'))).toBe(false)
  expect(isListed('departures', stay(BEFORE, YESTERDAY, 'CHECKED_IN'), TOMORROW)).toBe(false)
})

it('lists who is in house now, and for another day who is there for the night', () => {
  expect(isListed('in-house', stay(TODAY, TOMORROW, 'CHECKED_IN'))).toBe(true)
  expect(isListed('in-house', stay(YESTERDAY, TODAY, 'CHECKED_IN'))).toBe(true)
  expect(isListed('in-house', stay(BEFORE, YESTERDAY, 'CHECKED_IN'))).toBe(true)
  expect(isListed('in-house', stay(TODAY, TOMORROW, 'CONFIRMED'))).toBe(false)
  expect(isListed('in-house', stay(TODAY, AFTER, 'CONFIRMED'), TOMORROW)).toBe(true)
  expect(isListed('in-house', stay(TODAY, TOMORROW, 'CONFIRMED'), TOMORROW)).toBe(false)
  expect(isListed('in-house', stay(YESTERDAY, TODAY, 'CHECKED_OUT'), YESTERDAY)).toBe(true)
  expect(isListed('in-house', stay(YESTERDAY, TODAY, 'CONFIRMED'), YESTERDAY)).toBe(false)
})

it("is late by the hotel's day alone, whatever the browser's clock shows", () => {
  expect(isOverdue(stay(YESTERDAY, TOMORROW, 'CONFIRMED'), TODAY)).toBe(true)
  expect(isOverdue(stay(YESTERDAY, TOMORROW, 'CONFIRMED'), YESTERDAY)).toBe(false)
  expect(isOverdue(stay(BEFORE, YESTERDAY, 'CHECKED_IN'), TODAY)).toBe(true)
  expect(isOverdue(stay(YESTERDAY, TODAY, 'CHECKED_IN'), TODAY)).toBe(false)
})

it("is of the hotel's day where the address names no day", () => {
  expect(dayIn('2028-02-29', TODAY)).toBe('2028-02-29')
  for (const asked of [null, '', '2027-02-29', '2027-1-2', 'x']) expect(dayIn(asked, TODAY)).toBe(TODAY)
})
