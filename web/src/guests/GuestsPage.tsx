import { Modal } from '@mantine/core'

import { GuestListDocument, type GuestRowFragment } from '@/gql/graphql'
import { NounPage } from '@/nouns/NounPage'
import type { Tab } from '@/nouns/RowTabs'

import { GuestForm } from './GuestForm'
import { NewGuestDialog } from './NewGuestDialog'
import { guestNoun } from './noun'

interface Props {
  /** What is shown of a guest by those who know more of them. */
  more?: ((guest: GuestRowFragment) => readonly Tab[]) | undefined
}

export default function GuestsPage({ more }: Props) {
  return (
    <NounPage
      noun={guestNoun}
      list={GuestListDocument}
      orders={[['name', 'NAME_ASC', 'NAME_DESC']]}
      form={(row, gone, { close }) => <GuestForm {...{ row, gone }} onDeleted={close} />}
      more={more}
      making={({ id, open, close }) => (
        <Modal.Stack>
          <NewGuestDialog opened={id === 'new'} pick="open" onClose={close} onMade={open} />
        </Modal.Stack>
      )}
    />
  )
}
