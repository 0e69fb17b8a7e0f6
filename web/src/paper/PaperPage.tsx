import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import { useLocation, useParams, useSearchParams } from 'wouter'

import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import { useHotel } from '@/live'
import { DayInput } from '@/ui/DayInput'
import { Page } from '@/ui/Page'
import { Waiting } from '@/ui/Waiting'

import { Cards } from './Cards'
import { cardOf, choiceOf, dayIn, inOrder, type ListName, LISTS, type Order } from './choice'
import { download } from './csv'
import { DayList } from './DayList'
import classes from './paper.module.css'
import { sheet } from './sheet'
import { useWhole } from './useWhole'

const WORDS: Readonly<Record<ListName, { title: PlainKey; none: PlainKey }>> = {
  arrivals: { title: 'plan.arrivals', none: 'plan.arrivals.none' },
  departures: { title: 'plan.departures', none: 'plan.departures.none' },
  'in-house': { title: 'paper.house', none: 'paper.house.none' },
  cards: { title: 'paper.cards', none: 'paper.cards.none' },
}

/** The day's lists and registration cards, for paper: `/paper/arrivals?day=2026-12-24`, `/paper/cards?card=ID`. */
export default function PaperPage() {
  const { t } = useI18n()
  const { list } = useParams()
  const known = LISTS.find((name) => name === list)
  return known ? <Paper list={known} /> : <Page title={t('nav.notFound')} />
}

function Paper({ list }: { list: ListName }) {
  const { t, day: dayText, locale } = useI18n()
  const { today, timeZone, name: hotelName } = useHotel()
  const [search, setSearch] = useSearchParams()
  const [, navigate] = useLocation()
  const [order, setOrder] = useState<Order>('room')
  const [unread, setUnread] = useState<Parameters<Parameters<typeof DayInput>[0]['onUnread']>[0]>()
  const day = dayIn(search.get('day'), today)
  const card = list === 'cards' ? search.get('card') : null
  const choice = card ? cardOf(card) : choiceOf(list, day, today)
  const { whole, at, failed, stale, lost } = useWhole(choice.filters)
  const rows = whole && inOrder(whole.rows.filter(choice.holds), order)
  const { title, none } = WORDS[list]
  const heading = card ? t('paper.card') : `${t(title)}, ${dayText(day, 'full')}`
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const doubts: PlainKey[] = [
    ...(failed ? ['paper.failed' as const] : []),
    ...(whole && !whole.steady ? ['paper.unsteady' as const] : []),
    ...(whole && stale ? ['paper.changing' as const] : []),
    ...(lost ? ['paper.lost' as const] : []),
  ]
  const goTo = (next: string | null) => {
    setUnread(undefined)
    setSearch(next === null || next === today ? {} : { day: next }, { replace: true })
  }
  const actions = (
    <Group gap="xs" className={classes['screen']}>
      {list !== 'cards' && (
        <Button
          variant="default"
          disabled={!rows || stale || !whole.steady}
          onClick={() => {
            if (!rows) return
            const name = t(title).toLowerCase().replaceAll(' ', '-')
            download(`${name}-${day}.csv`, sheet(rows, today, t))
          }}
        >
          {t('paper.csv')}
        </Button>
      )}
      <Button disabled={!rows} onClick={() => window.print()}>
        {t('paper.print')}
      </Button>
    </Group>
  )
  return (
    <div className={classes['paper']}>
      <Page title={heading} actions={actions}>
        <Group mb="md" className={classes['screen']} align="end">
          <SegmentedControl
            aria-label={t('paper.list')}
            className={classes['lists']}
            value={list}
            onChange={(next) => navigate(`/paper/${next}${day === today ? '' : `?day=${day}`}`)}
            data={LISTS.map((name) => ({ value: name, label: t(WORDS[name].title) }))}
          />
          {!card && (
            <DayInput
              label={t('plan.day')}
              value={day}
              unread={unread}
              onChange={goTo}
              onUnread={setUnread}
              after={today}
              today={today}
              w={150}
            />
          )}
          <SegmentedControl
            aria-label={t('paper.order')}
            value={order}
            onChange={setOrder}
            data={(['room', 'guest'] as const).map((by) => ({ value: by, label: t(`booking.${by}Id`) }))}
          />
        </Group>
        {hotelName && list !== 'cards' && <Text fw={500}>{hotelName}</Text>}
        {rows && (
          <Text size="xs" mb="xs">
            {t('paper.asOf', {
              moment: moment.format(at),
              zone: timeZone,
              revision: whole.revision,
              count: rows.length,
            })}
          </Text>
        )}
        {doubts.map((doubt) => (
          <Alert key={doubt} color="red" mb="xs" role="alert">
            {t(doubt)}
          </Alert>
        ))}
        {!rows && !failed && <Waiting />}
        {rows &&
          (list !== 'cards' ? (
            <DayList label={t(title)} nothing={t(none)} rows={rows} today={today} />
          ) : rows.length === 0 ? (
            <Text>{t(none)}</Text>
          ) : (
            <Cards rows={rows} />
          ))}
      </Page>
    </div>
  )
}
