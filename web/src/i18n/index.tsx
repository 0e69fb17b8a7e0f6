import { DatesProvider } from '@mantine/dates'
import { useLocalStorage } from '@mantine/hooks'
import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'

import { de } from './de'
import { en } from './en'
import { filled } from './filled'
import { type Formats, formats } from './formats'
import type { Sentence } from './reading'
import type { Fill, TextKey, Texts } from './texts'

import 'dayjs/locale/de'

const TEXTS = { en, de } satisfies Record<string, Texts>
export type Language = keyof typeof TEXTS
export const LANGUAGES = Object.keys(TEXTS) as Language[]

export interface I18n extends Formats {
  language: Language
  /** For an `Intl` of one's own. */
  locale: string
  setLanguage: (language: Language) => void
  t: <Key extends TextKey>(key: Key, ...fill: Fill<Key>) => string
  /** A text that was chosen elsewhere. */
  say: (sentence: Sentence) => string
}

const I18nContext = createContext<I18n | undefined>(undefined)

export function useI18n(): I18n {
  const i18n = use(I18nContext)
  if (!i18n) throw new Error('useI18n is used outside of I18nProvider')
  return i18n
}

export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useLocalStorage<Language>({
    key: 'frontdesk-language',
    defaultValue: navigator.language.startsWith('de') ? 'de' : 'en',
    getInitialValueInEffect: false,
    deserialize: (value) => (value === 'de' ? 'de' : 'en'),
    serialize: (value) => value,
  })
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  const locale = readersLocale(language)
  const i18n = useMemo<I18n>(
    () => ({
      language,
      locale,
      setLanguage: (next) => setLanguage(next),
      t: (key, ...fill) => filled(TEXTS[language][key], fill[0]),
      say: ([key, fill]) => filled(TEXTS[language][key], fill),
      ...formats(locale),
    }),
    [language, locale, setLanguage],
  )
  return (
    <I18nContext value={i18n}>
      <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>{children}</DatesProvider>
    </I18nContext>
  )
}

/** The reader's own region where it speaks the page's language: British days for a British reader. */
function readersLocale(language: Language): string {
  return navigator.languages.find((locale) => locale.startsWith(language)) ?? language
}
