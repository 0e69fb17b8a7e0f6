import type { PresenceShownFragment } from '@/gql/graphql'
import type { I18n } from '@/i18n'

const FIELDS = {
  adults: 'presence.field.adults',
  checkIn: 'presence.field.checkIn',
  checkOut: 'presence.field.checkOut',
  children: 'presence.field.children',
  currency: 'presence.field.currency',
  guestId: 'presence.field.guestId',
  notes: 'presence.field.notes',
  roomId: 'presence.field.roomId',
  status: 'presence.field.status',
  totalPrice: 'presence.field.totalPrice',
} as const

/** "Ben is editing the departure". */
export function sentence({ actor: { name }, mode, field }: PresenceShownFragment, t: I18n['t']): string {
  if (mode === 'VIEWING') return t('presence.viewing', { name })
  if (!isField(field)) return t('presence.editing', { name })
  return t('presence.editingField', { name, field: t(FIELDS[field]) })
}

function isField(field: string | null | undefined): field is keyof typeof FIELDS {
  return typeof field === 'string' && field in FIELDS
}
