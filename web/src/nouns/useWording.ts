import { type ReactNode, useMemo } from 'react'

import type { ByField, Value, Wording } from '@/editing'
import { type I18n, useI18n } from '@/i18n'

import type { FieldsDescriptor, FieldSpec } from './fields'

/** A noun's fields in the reader's words. */
export function useWording<Field extends string>(noun: FieldsDescriptor<Field>): Wording<Field> {
  const i18n = useI18n()
  return useMemo(
    () => ({
      label: (field) => i18n.t(noun.label(field)),
      text: (field, value, values) =>
        isEmpty(value) ? i18n.t('editing.empty') : textOf(noun.fields[field], value, values, i18n),
      together: (group) => (noun.together ? i18n.t(noun.together(group)) : ''),
    }),
    [noun, i18n],
  )
}

export function isEmpty(value: Value): value is null | '' {
  return value === null || value === ''
}

/** A value in the reader's words; `values` are those of its row. */
export function textOf(spec: FieldSpec, value: Value, values: ByField<Value>, i18n: I18n): ReactNode {
  switch (spec.is) {
    case 'own':
      return spec.text(value, i18n)
    case 'day':
      return i18n.day(String(value))
    case 'amount':
      return i18n.money(String(value), String(values['currency']))
    case 'count':
      return i18n.number(Number(value))
    case 'country':
      return i18n.codeName(String(value), 'region')
    case 'line':
    case 'email':
    case 'tel':
    case 'notes':
    case 'currency':
      return String(value)
  }
}
