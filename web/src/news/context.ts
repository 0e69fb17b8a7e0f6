import { createContext, use, useSyncExternalStore } from 'react'

import type { News, NewsItem } from './news'

export interface NewsDesk {
  news: News
  /** Whether the bell is open, where all of it is. */
  opened: boolean
  setOpened: (opened: boolean) => void
}

export const NewsContext = createContext<NewsDesk | undefined>(undefined)

export function useNewsDesk(): NewsDesk {
  const desk = use(NewsContext)
  if (!desk) throw new Error('news are asked for outside of NewsProvider')
  return desk
}

/** What there is, newest first. */
export function useNewsItems(): readonly NewsItem[] {
  const { news } = useNewsDesk()
  return useSyncExternalStore(
    (changed) => news.changed.on(changed),
    () => news.items,
  )
}
