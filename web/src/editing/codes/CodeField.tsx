import { useI18n } from '@/i18n'
import { type CodeKind, found, meant } from '@/i18n/codes'
import { Lookup } from '@/ui/Lookup'

import type { Control } from '../EditedField'
import { useCodes } from './useCodes'

/** A country or a currency, found by its name or its code. No other code than the server takes can be saved. */
export function CodeField({ control, kind }: { control: Control; kind: CodeKind }) {
  const { codeName } = useI18n()
  const { value, unread, onChange, onUnread, input } = control
  const codes = useCodes(kind)
  const code = String(value ?? '')
  const hitOf = ({ code: hit, name }: { code: string; name: string }) => ({
    value: hit,
    label: labelOf(hit, name, kind),
  })
  return (
    <Lookup
      {...input}
      {...{ unread, onChange, onUnread }}
      value={code || null}
      shown={code && (kind === 'currency' ? code : labelOf(code, codeName(code, kind), kind))}
      groups={codes && [{ name: '', hits: found(codes, unread?.text ?? '').map(hitOf) }]}
      meant={(text) => {
        const hit = codes && meant(codes, text)
        return hit && hitOf(hit)
      }}
      why={['list.unchosen']}
    />
  )
}

/** A country is called by its name, a currency by its code. */
function labelOf(code: string, name: string, kind: CodeKind): string {
  if (name === code) return code
  return kind === 'region' ? `${name} · ${code}` : `${code} · ${name}`
}
