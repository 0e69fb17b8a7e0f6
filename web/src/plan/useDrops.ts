import { useState } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useOffers } from '@/offers/context'
import { notice } from '@/ui/notice'

import type { DayNumber } from './days'
import type { Doubtful } from './DoubtDialog'
import { doubtsOf } from './doubts'
import type { PlannedBookings } from './PlannedBookings'
import { patchTo, type Stay } from './stay'
import type { Drops, Move, Verdict } from './useDrag'
import { useGroup } from './useGroup'
import { type Refusal, useMove } from './useMove'

interface Options {
  /** All rooms of the hotel. */
  rooms: readonly RoomRowFragment[]
  bookings: PlannedBookings
  today: DayNumber
  create: (stay: Stay) => void
  open: (bookingId: string) => void
}

/** What comes of a drop: it is carried out, asked about, or refused. */
export function useDrops({ rooms, bookings, today, create, open }: Options) {
  const { t } = useI18n()
  const offers = useOffers()
  const [refusal, setRefusal] = useState<Refusal>()
  const [doubtful, setDoubtful] = useState<Doubtful>()
  const openIt = (bookingId: string) => {
    setRefusal(undefined)
    open(bookingId)
  }
  const moveOne = useMove({ rooms, bookings, refuse: setRefusal, open: openIt })
  const change = useGroup({ bookings, open: openIt })

  const moveSeveral = (moves: readonly Move[]) =>
    change(
      moves.map(({ booking, stay }) => ({ booking, stay, patch: patchTo(booking, stay) })),
      t('plan.group.moved', { count: moves.length }),
      (rows) =>
        rows.forEach((row, place) => {
          const was = moves[place]?.booking
          const room = (roomId: string | undefined) => rooms.find(({ id }) => id === roomId)
          const before = { nights: was ? was.end - was.start : row.nights, room: room(was?.roomId) }
          offers.propose(before, { booking: row, room: room(row.roomId) })
        }),
    )
  /** Carries out what was meant. */
  const carryOut = (moves: readonly Move[]) => {
    setDoubtful(undefined)
    const [first, ...more] = moves
    if (first) void (more.length > 0 ? moveSeveral(moves) : moveOne(first.booking, first.stay))
  }
  const move = (moves: readonly Move[]) => {
    const doubts = moves.flatMap((of) =>
      doubtsOf(of.booking, of.stay, rooms, today).map((doubt) => ({ of, doubt })),
    )
    if (doubts.length > 0) setDoubtful({ moves, doubts })
    else carryOut(moves)
  }
  const refuse = ({ drag: { booking }, stay, others, blockers }: Verdict) => {
    if (!stay) return
    if (others.length === 0) {
      setRefusal({ booking, stay, blocking: blockers.map(({ row }) => row), freeRooms: undefined })
      return
    }
    const outside = others.find((other) => !other.stay)
    const [blocker] = blockers
    const why = blocker
      ? t('plan.taken', { what: blocker.row.reference, guest: blocker.row.guest.name })
      : outside && t('plan.group.outside', { what: outside.booking.row.reference })
    const count = others.length + 1
    notice({
      id: 'plan-group',
      color: 'red',
      message: t('plan.group.refused', { count, why: why ?? '' }),
      action: blocker && { text: t('plan.open'), run: () => openIt(blocker.row.id) },
    })
  }
  const drops: Drops = { move, create, refuse }
  return {
    drops,
    change,
    carryOut,
    refusal,
    endRefusal: () => setRefusal(undefined),
    doubtful,
    endDoubt: () => setDoubtful(undefined),
  }
}
