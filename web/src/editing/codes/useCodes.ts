import { useQuery } from '@apollo/client/react'
import { useMemo } from 'react'

import { CodesDocument } from '@/gql/graphql'
import { LANGUAGES, useI18n } from '@/i18n'
import type { Currency } from '@/i18n/amounts'
import { type CodeKind, type Named, named } from '@/i18n/codes'
import { useRetry } from '@/live'

/** What the server takes for a currency that it does not list: one that was withdrawn. */
const USUAL_DECIMALS = 2

function useLists() {
  const { data, error, refetch } = useQuery(CodesDocument)
  useRetry(error, refetch)
  return data
}

/** The codes that the server takes, by name; undefined until they are read. */
export function useCodes(kind: CodeKind): readonly Named[] | undefined {
  const { locale } = useI18n()
  const lists = useLists()
  const codes = kind === 'region' ? lists?.countries : lists?.currencies
  return useMemo(
    () =>
      codes &&
      named(
        codes.map(({ code }) => code),
        kind,
        locale,
        LANGUAGES,
      ),
    [codes, kind, locale],
  )
}

/** A currency with the decimals that the server gives its amounts. */
export function useCurrency(code: string): Currency {
  const decimals = useLists()?.currencies.find((currency) => currency.code === code)?.decimals
  return useMemo(() => ({ code, decimals: decimals ?? USUAL_DECIMALS }), [code, decimals])
}
