import { Kbd, Modal, Title } from '@mantine/core'
import { Fragment } from 'react'

import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import { DialogTitle } from '@/ui/DialogTitle'

import classes from './ShortcutsDialog.module.css'

/** Whatever is open stays open below it. */
const OVER_DIALOGS = 400

/** Keys as they stand on a keyboard; a name that differs by language is a text. */
type Key = string | { name: PlainKey }
interface Shortcut {
  keys: readonly Key[]
  does: PlainKey
}

const ENTER: Key = { name: 'keys.enter' }
const SHIFT: Key = { name: 'keys.shift' }
const CTRL: Key = { name: 'keys.ctrl' }
const GROUPS: readonly { title: PlainKey; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'keys.everywhere',
    shortcuts: [
      { keys: [CTRL, 'K'], does: 'keys.find' },
      { keys: [CTRL, 'Z'], does: 'keys.undo' },
      { keys: ['?'], does: 'keys.help' },
      { keys: ['Esc'], does: 'keys.close' },
    ],
  },
  {
    title: 'nav.plan',
    shortcuts: [
      { keys: ['←', '→', '↑', '↓'], does: 'keys.plan.go' },
      { keys: [ENTER], does: 'keys.plan.open' },
      { keys: ['Tab'], does: 'keys.plan.card' },
      { keys: [SHIFT, '←', '→', '↑', '↓'], does: 'keys.plan.move' },
      { keys: ['Alt', '←', '→'], does: 'keys.plan.end' },
      { keys: ['N'], does: 'keys.plan.new' },
      { keys: [ENTER], does: 'keys.plan.save' },
      { keys: ['Esc'], does: 'keys.plan.leave' },
    ],
  },
  {
    title: 'keys.forms',
    shortcuts: [
      { keys: [ENTER], does: 'keys.form.save' },
      { keys: ['↑', '↓'], does: 'keys.form.step' },
    ],
  },
]

/** What the keyboard can do. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  return (
    <Modal
      opened
      onClose={onClose}
      // The screen hears it first: see Shortcuts.
      closeOnEscape={false}
      title={<DialogTitle>{t('keys.title')}</DialogTitle>}
      closeButtonProps={{ 'aria-label': t('editing.close') }}
      size="lg"
      zIndex={OVER_DIALOGS}
    >
      {GROUPS.map(({ title, shortcuts }) => (
        <section key={title}>
          <Title order={3} size="h6" mb="xs">
            {t(title)}
          </Title>
          <dl className={classes['keys']}>
            {shortcuts.map(({ keys, does }) => (
              <Fragment key={does}>
                <dt>
                  {keys.map((key) => (
                    <Fragment key={typeof key === 'string' ? key : key.name}>
                      <Kbd>{typeof key === 'string' ? key : t(key.name)}</Kbd>{' '}
                    </Fragment>
                  ))}
                </dt>
                <dd>{t(does)}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  )
}
