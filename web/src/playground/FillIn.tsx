import { useEditorContext } from '@graphiql/react'
import { useEffect, useEffectEvent } from 'react'

import { type Listed, variablesOf } from './tabs'

/** The booking that the tabs which save are about, and the tabs that have it. */
export class Subject {
  #booking: Listed | undefined
  readonly #told = new Set<string>()

  listed(booking: Listed) {
    this.#booking = booking
    this.#told.clear()
  }

  /** For a tab of this id: once after each answer, so that what is typed there stays. */
  variables(operation: string, tab: string): string | undefined {
    if (!this.#booking || this.#told.has(tab)) return undefined
    this.#told.add(tab)
    return variablesOf(operation, this.#booking)
  }
}

/** Fills a tab's variables in as it is opened. */
export function FillIn({ subject }: { subject: Subject }) {
  const editors = useEditorContext({ nonNull: true })
  const { id, title = '' } = editors.tabs[editors.activeTabIndex] ?? {}
  const fill = useEffectEvent(() => {
    const variables = editors.variableEditor && id && subject.variables(title, id)
    if (!variables) return
    editors.variableEditor?.setValue(variables)
    editors.updateActiveTabValues({ variables })
  })
  useEffect(() => fill(), [id, title])
  return null
}
