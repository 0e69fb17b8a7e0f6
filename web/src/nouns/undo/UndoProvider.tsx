import { Emitter, type Values } from '@frontdesk/client'
import { useExecutor } from '@frontdesk/client/react'
import { notifications } from '@mantine/notifications'
import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'

import { refusalText, ruleText } from '@/editing/problems'
import { useI18n } from '@/i18n'
import type { NounRow } from '../noun'
import { useUser } from '@/session/context'
import { notice } from '@/ui/notice'

import { type Note, type Several, SeveralContext, type SeveralUndone, UndoContext } from './context'
import { inverseOf, type Own } from './own'
import { collided, sendInverse, sendPatch, type Undone } from './send'
import { UndoStack } from './UndoStack'
import { UndoToast } from './UndoToast'
import { undoes } from './keys'

/** Seldom needed, and not for the first screen. */
const UndoConflict = lazy(() => import('./UndoConflict'))

type Any = NounRow & Values<string>
type AnyOwn = Own<string, Any>
type Noted = AnyOwn | Several

/**
 * Says of each write of one's own that it is done, and undoes it, the newest first: by the button of its toast and by
 * Ctrl+Z. What is kept for that goes with whoever wrote it.
 */
export function UndoProvider({ children }: { children: ReactNode }) {
  const { id } = useUser()
  const [kept, setKept] = useState(() => ({ of: id, stack: new UndoStack<Noted>() }))
  if (kept.of !== id) setKept({ of: id, stack: new UndoStack<Noted>() })
  const [noted] = useState(() => new Emitter<Noted>())
  const [note] = useState((): Note => (own) => {
    noted.emit(own as unknown as AnyOwn)
  })
  const [noteSeveral] = useState(() => (several: Several) => {
    noted.emit(several)
  })
  return (
    <UndoContext value={note}>
      <SeveralContext value={noteSeveral}>
        {children}
        <Undoing stack={kept.stack} noted={noted} />
      </SeveralContext>
    </UndoContext>
  )
}

function Undoing({ stack, noted }: { stack: UndoStack<Noted>; noted: Emitter<Noted> }) {
  const i18n = useI18n()
  const { t, list } = i18n
  const executor = useExecutor()
  const [question, setQuestion] = useState<ReactNode>()
  const line = useRef({ last: Promise.resolve(), asking: false, toast: '' })

  const whatOf = ({ noun, row }: AnyOwn) => noun.what?.(noun.called(row), t) ?? noun.called(row)
  const labels = ({ noun }: AnyOwn, fields: readonly string[]) =>
    list(noun.form.fields.filter((field) => fields.includes(field)).map((field) => t(noun.label(field))))

  const hide = () => {
    notifications.hide(line.current.toast)
  }
  const say = (said: string, onUndo?: () => void) => {
    hide()
    const id = `undo-${crypto.randomUUID()}`
    line.current.toast = id
    notifications.show({
      id,
      // Before what others did: that is in the bell, too.
      priority: 1,
      color: 'teal',
      autoClose: false,
      closeButtonProps: { 'aria-label': t('editing.close') },
      message: <UndoToast said={said} onUndo={onUndo} onEnd={() => notifications.hide(id)} />,
    })
  }
  const settle = (own: AnyOwn, end: Exclude<Undone<string>, { kind: 'conflict' }>) => {
    const what = whatOf(own)
    const refused = (why: string) =>
      notice({ id: 'undo-refused', color: 'red', message: t('undo.refused', { what, why }) })
    switch (end.kind) {
      case 'saved': {
        const kept = labels(own, end.mergedFields)
        say(kept ? t('undo.merged', { what, fields: kept }) : t('undo.undone', { what }))
        break
      }
      case 'deleted':
        refused(t('editing.deleted'))
        break
      case 'invalid':
        refused(
          end.problems
            .map((problem) => `${t(own.noun.label(problem.field))} ${ruleText(problem, t)}`)
            .join('; '),
        )
        break
      case 'problem':
        refused(refusalText(end.problem, t))
        break
      case 'failed': {
        const again = () => void end.retry().then((next) => take(own, next))
        const action = { text: t('problem.again'), run: again }
        notice({ id: 'undo-refused', color: 'red', message: t('undo.failed', { what }), action })
      }
    }
  }
  const settleSeveral = (end: SeveralUndone) => {
    if (end.kind === 'undone') say(end.said)
    else {
      const action = end.kind === 'failed' && {
        text: t('problem.again'),
        run: () => void end.retry().then(settleSeveral),
      }
      notice({ id: 'undo-refused', color: 'red', message: end.said, action: action || undefined })
    }
  }
  const endQuestion = () => {
    line.current.asking = false
    setQuestion(undefined)
  }
  const take = (own: AnyOwn, end: Undone<string>) => {
    const inverse = inverseOf(own)
    if (end.kind !== 'conflict' || !inverse) {
      if (end.kind !== 'conflict') settle(own, end)
      return
    }
    line.current.asking = true
    setQuestion(
      <UndoConflict
        own={own}
        what={whatOf(own)}
        begin={collided(own, inverse, end)}
        send={(request) => sendPatch(executor, own.noun, own.row.id, request)}
        onEnd={(last) => {
          endQuestion()
          if (last) settle(own, last)
        }}
      />,
    )
  }
  /** One after the other: each on what the one before has left. */
  const undoNext = (number?: number) => {
    line.current.last = line.current.last.then(async () => {
      if (line.current.asking) return
      const own = stack.take(number)?.write
      if (own && 'undo' in own) {
        hide()
        settleSeveral(await own.undo())
        return
      }
      const inverse = own && inverseOf(own)
      if (!inverse) return
      hide()
      take(own, await sendInverse(executor, own, inverse))
    })
  }

  const onNote = useEffectEvent((own: Noted) => {
    if ('undo' in own) {
      const { number } = stack.put(own)
      say(own.said, () => undoNext(number))
      return
    }
    const inverse = inverseOf(own)
    const { kind } = own.done
    if (!inverse && kind === 'updated') return
    const what = whatOf(own)
    const fields = inverse ? labels(own, inverse.fields) : ''
    const said =
      own.said ?? (kind === 'updated' ? t('undo.saved', { what, fields }) : t(`undo.${kind}`, { what }))
    const number = inverse && stack.put(own).number
    say(said, number === undefined ? undefined : () => undoNext(number))
  })
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!undoes(event) || !stack.newest) return
    event.preventDefault()
    undoNext()
  })
  // The question lies over all dialogs, and those would take Escape for theirs.
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (!question || event.key !== 'Escape') return
    event.stopImmediatePropagation()
    endQuestion()
  })
  useEffect(() => {
    const stop = noted.on((own) => onNote(own))
    const key = (event: KeyboardEvent) => onKey(event)
    const escape = (event: KeyboardEvent) => onEscape(event)
    window.addEventListener('keydown', key)
    window.addEventListener('keydown', escape, { capture: true })
    return () => {
      stop()
      window.removeEventListener('keydown', escape, { capture: true })
      window.removeEventListener('keydown', key)
    }
  }, [noted])
  // Who is signed in next is not told of it, and does not undo it.
  const end = useEffectEvent(hide)
  useEffect(() => () => end(), [stack])

  return <Suspense>{question}</Suspense>
}
