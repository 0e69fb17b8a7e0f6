import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useEffectEvent, useState } from 'react'
import { useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import { useChanges } from '@/live'
import { useUser } from '@/session/context'

import { Ago } from './Ago'
import { historyOf } from './address'
import { useNewsDesk } from './context'
import type { NewsItem } from './news'
import classes from './news.module.css'
import { Headline } from './Sentence'

/** A short rest, so that what is done in one go is one toast from the beginning. */
const SETTLING_MS = 150
const SHOWN_MS = 10_000

/** Says what others do to bookings, for a while each. */
export function NewsToasts() {
  const user = useUser()
  const { news, opened, setOpened } = useNewsDesk()
  const [, navigate] = useLocation()
  const [shown] = useState(() => new Map<string, NewsItem>())

  useChanges((change) => {
    if (change.__typename === 'BookingChange' && change.actor.id !== user.id) news.add(change)
  })

  const view = ({ bookings: [first, ...more] }: NewsItem) => {
    const change = first?.[0]
    if (more.length > 0) setOpened(true)
    else if (change) navigate(historyOf(change.bookingId))
  }
  const show = useEffectEvent((item: NewsItem) => {
    // Who has the bell open reads it there.
    if (opened) return
    const id = toastOf(item)
    const close = () => {
      notifications.hide(id)
      news.markSeen(item.key)
    }
    notifications.show({
      id,
      className: classes['toast'],
      withCloseButton: false,
      withBorder: true,
      autoClose: SHOWN_MS,
      message: (
        <Toast
          item={item}
          onIgnore={close}
          onView={() => {
            close()
            view(item)
          }}
        />
      ),
    })
  })
  useEffect(() => {
    let told = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const settle = () => {
      timer = undefined
      const { items } = news
      for (const item of shown.values()) {
        // Of another edition now, or a part of something larger.
        if (items.some(({ key, edition }) => key === item.key && edition === item.edition)) continue
        notifications.hide(toastOf(item))
        shown.delete(item.key)
      }
      for (const item of items.filter(({ edition }) => edition > told).toReversed()) {
        shown.set(item.key, item)
        show(item)
      }
      told = items[0]?.edition ?? told
    }
    const stop = news.changed.on(() => {
      timer ??= setTimeout(settle, SETTLING_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
      hideAll(shown)
    }
  }, [news, shown])
  useEffect(() => {
    if (opened) hideAll(shown)
  }, [opened, shown])
  return null
}

function hideAll(shown: Map<string, NewsItem>): void {
  for (const item of shown.values()) notifications.hide(toastOf(item))
  shown.clear()
}

function toastOf({ key, edition }: NewsItem): string {
  return `${key}-${edition}`
}

interface ToastProps {
  item: NewsItem
  onView: () => void
  onIgnore: () => void
}

function Toast({ item, onView, onIgnore }: ToastProps) {
  const { t } = useI18n()
  return (
    <>
      <Text size="sm">
        <Headline item={item} /> · <Ago at={item.at} />
      </Text>
      <Group gap={6} mt="xs">
        <Button size="compact-xs" onClick={onView}>
          {t('news.view')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onIgnore}>
          {t('news.ignore')}
        </Button>
      </Group>
    </>
  )
}
