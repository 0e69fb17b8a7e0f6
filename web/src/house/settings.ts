import type { Row, Value, Values } from '@frontdesk/client'

import type { HotelPatch, HotelShownFragment } from '@/gql/graphql'
import { formNoun, type FieldsDescriptor } from '@/nouns/fields'

export type SettingsField = keyof HotelPatch

const own = { is: 'own', text: (value: Value) => String(value) } as const

/** What the house is run with, as a form has it. */
const descriptor: FieldsDescriptor<SettingsField> = {
  fields: {
    name: { is: 'line', nullable: true },
    timeZone: own,
    currency: { is: 'currency', required: true },
    locale: { is: 'line', required: true },
    dayEnds: own,
    checkInFrom: { ...own, nullable: true },
    checkOutUntil: { ...own, nullable: true },
  },
  label: (field) => `house.${field}`,
  coupled: [],
}
export const settings = { ...descriptor, form: formNoun(descriptor) }

export function settingsRow(hotel: HotelShownFragment): Row<SettingsField> {
  const { version, updatedAt, updatedBy } = hotel
  const values: Values<SettingsField> = {
    name: hotel.name ?? '',
    timeZone: hotel.timeZone,
    currency: hotel.currency,
    locale: hotel.locale,
    dayEnds: hotel.dayEnds,
    checkInFrom: hotel.checkInFrom ?? '',
    checkOutUntil: hotel.checkOutUntil ?? '',
  }
  return {
    version,
    values,
    author: updatedBy && updatedAt ? { name: updatedBy.name, at: updatedAt } : undefined,
  }
}
