import { skipToken, useQuery } from '@apollo/client/react'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'

import { BookingListDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { changed, useAddress } from '@/lists/useAddress'
import { unclear, useAnswer } from '@/lists/useAnswer'
import { usePager } from '@/lists/usePager'
import { useSelected } from '@/lists/useSelected'
import { useSorting } from '@/lists/useSorting'
import { useHotel, useRefetchOn } from '@/live'
import { ListPage } from '@/nouns/ListPage'
import { useMay } from '@/session/context'

import { BookingChips } from './BookingChips'
import { BookingFilters, type UnreadDays } from './BookingFilters'
import { HiddenBooking } from './HiddenBooking'
import { addressOfChip, addressOfFilter, listingIn } from './listing'
import { bookingNoun } from './noun'
import { BOOKING_ORDERS, orderOf, useBookingColumns } from './useBookingColumns'

const PAGE = 25

export default function BookingsPage() {
  const { t } = useI18n()
  const { today } = useHotel()
  const { search, change } = useAddress()
  const [, navigate] = useLocation()
  const { open, href } = useSelected('booking')
  const listing = listingIn(search, today)
  const sorting = useSorting(BOOKING_ORDERS)
  const pager = usePager(PAGE)
  const [unread, setUnread] = useState<UnreadDays>({})
  const isClear =
    unread.from === undefined &&
    unread.to === undefined &&
    listing.unread.length === 0 &&
    sorting.sort !== undefined
  const variables = { filter: listing.filter, orderBy: orderOf(sorting.sort), ...pager.variables }
  const asked = useQuery(
    BookingListDocument,
    isClear ? { variables, fetchPolicy: 'cache-and-network' } : skipToken,
  )
  const { answer, refused } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn((made) => made.__typename === 'BookingChange' && isClear && !refused, asked.refetch)
  const isAnswered = isClear && !refused
  const page = isAnswered ? answer?.page : undefined
  const columns = useBookingColumns(href)
  const mayBringBack = useMay(bookingNoun.role)

  return (
    <ListPage
      noun={bookingNoun}
      rows={isAnswered ? page?.nodes : []}
      count={page?.totalCount}
      nothing={isAnswered ? undefined : unclear(refused, t)}
      columns={columns}
      sorting={{ ...sorting, names: BOOKING_ORDERS }}
      unread={listing.unread}
      refused={refused}
      actions={
        mayBringBack && (
          <Button component={Link} href="/bookings/deleted" variant="default">
            {t('deleted.open')}
          </Button>
        )
      }
      filters={
        <>
          <BookingChips chip={listing.chip} onChip={(chip) => change(addressOfChip(chip))} />
          <BookingFilters {...{ listing, unread, refused }} onListing={change} onUnread={setUnread} />
          {isClear && (
            <HiddenBooking
              listing={listing}
              onClear={(names) =>
                change(
                  addressOfFilter(
                    Object.fromEntries(names.map((name) => [name === 'show' ? 'from' : name, null])),
                  ),
                )
              }
            />
          )}
        </>
      }
      paging={{ page: page?.pageInfo, pager }}
      onNew={() => navigate(`?${changed(search, { new: '', booking: null })}`)}
      onOpen={open}
    />
  )
}
