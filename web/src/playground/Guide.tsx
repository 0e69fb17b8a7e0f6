import { type GraphiQLPlugin, MarkdownContent, usePluginStore } from '@graphiql/react'
import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react'

import { anchorOf, linked, placeOf } from './guide'

const FIRST = 'README.md'
const TITLE = 'Guide'

function useHash(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash,
  )
}

function Guide() {
  const { page = FIRST, heading } = placeOf(useHash()) ?? {}
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const headings = shown.current?.querySelectorAll('h1, h2, h3, h4') ?? []
    const wanted = [...headings].find(({ textContent }) => !heading || anchorOf(textContent) === heading)
    wanted?.scrollIntoView()
  }, [page, heading])
  return (
    <section aria-label={TITLE}>
      {page !== FIRST && <a href={`#guide/${FIRST}`}>All pages</a>}
      <div ref={shown}>
        <MarkdownContent type="description">{linked(page)}</MarkdownContent>
      </div>
    </section>
  )
}

const Icon = () => (
  <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8">
    <circle cx="12" cy="12" r="10" />
    <path d="M12 11v6M12 7v.5" strokeLinecap="round" />
  </svg>
)

/** The guide beside the editor. */
export const GUIDE: GraphiQLPlugin = { title: TITLE, icon: Icon, content: Guide }

/** Opens the guide where the documentation links to it. */
export function OpenGuide() {
  const plugins = usePluginStore()
  const show = useEffectEvent(() => plugins.setVisiblePlugin(TITLE))
  useEffect(() => {
    const clicked = ({ target }: MouseEvent) => {
      const link = target instanceof Element && target.closest('a')
      if (link && placeOf(link.hash)) show()
    }
    document.addEventListener('click', clicked)
    return () => document.removeEventListener('click', clicked)
  }, [])
  return null
}
