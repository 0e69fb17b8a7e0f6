import { type ReactNode, useMemo, useState } from 'react'

import { useUser } from '@/session/context'

import { NewsContext, type NewsDesk } from './context'
import { News } from './news'

/** Keeps what others did, for whoever is signed in: it goes with them. */
export function NewsProvider({ children }: { children: ReactNode }) {
  const { id } = useUser()
  const [kept, setKept] = useState(() => ({ of: id, news: new News() }))
  if (kept.of !== id) setKept({ of: id, news: new News() })
  const [opened, setOpened] = useState(false)
  const { news } = kept
  const desk = useMemo<NewsDesk>(() => ({ news, opened, setOpened }), [news, opened])
  return <NewsContext value={desk}>{children}</NewsContext>
}
