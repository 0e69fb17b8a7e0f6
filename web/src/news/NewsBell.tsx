import { ActionIcon, Button, Indicator, Popover, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import type { BookingChange } from '@/live/context'

import { historyOf } from './address'
import { Ago } from './Ago'
import { useNewsDesk, useNewsItems } from './context'
import type { NewsItem } from './news'
import classes from './news.module.css'
import { Headline, Sentence } from './Sentence'

/** More of a burst is looked up in the list of bookings. */
const LISTED = 20

/** What others did, also after its toasts are gone. */
export function NewsBell() {
  const { t } = useI18n()
  const { news, opened, setOpened } = useNewsDesk()
  const items = useNewsItems()
  const { unseen } = news
  useEffect(() => {
    if (opened && unseen > 0) news.markSeen()
  }, [news, opened, unseen])
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width="min(380px, calc(100vw - 20px))"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Indicator inline label={unseen} disabled={unseen === 0} size={16} offset={5} color="red.9">
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={unseen > 0 ? t('news.bell.unseen', { count: unseen }) : t('news.bell')}
            onClick={() => setOpened(!opened)}
          >
            <BellIcon />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label={t('news.bell')}>
        {items.length === 0 ? (
          <Text size="sm" p="md" tabIndex={-1} data-autofocus>
            {t('news.none')}
          </Text>
        ) : (
          <ol className={classes['list']}>
            {items.map((item) => (
              <Entry key={item.key} item={item} onView={() => setOpened(false)} />
            ))}
          </ol>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function Entry({ item, onView }: { item: NewsItem; onView: () => void }) {
  const { t } = useI18n()
  const { at, bookings } = item
  const [only, ...more] = bookings
  const left = bookings.length - LISTED
  return (
    <li className={classes['entry']}>
      <Text size="sm">
        <Headline item={item} /> · <Ago at={at} />
      </Text>
      {only && more.length === 0 ? (
        <ViewButton changes={only} onView={onView} />
      ) : (
        <Stack component="ul" gap="xs" mt={6} pl="md">
          {bookings
            .toReversed()
            .slice(0, LISTED)
            .map((changes) => (
              <Text key={changes[0]?.bookingId} size="sm" component="li">
                <Sentence changes={changes} />
                <ViewButton changes={changes} onView={onView} />
              </Text>
            ))}
          {left > 0 && (
            <Text size="sm" component="li">
              {t('news.more', { count: left })}
            </Text>
          )}
        </Stack>
      )}
    </li>
  )
}

function ViewButton({ changes, onView }: { changes: readonly BookingChange[]; onView: () => void }) {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const id = changes[0]?.bookingId
  if (!id) return null
  return (
    <Button
      size="compact-xs"
      variant="default"
      mt={4}
      display="block"
      onClick={() => {
        onView()
        navigate(historyOf(id))
      }}
    >
      {t('news.view')}
    </Button>
  )
}

function BellIcon() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden>
      <path
        d="M18 9a6 6 0 0 0-12 0c0 6-2.5 7.5-2.5 7.5h17S18 15 18 9ZM10 20a2.2 2.2 0 0 0 4 0"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
