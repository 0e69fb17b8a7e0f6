import { Modal } from '@mantine/core'

import { GuestListDocument } from '@/gql/graphql'
import { NounPage } from '@/nouns/NounPage'

import { GuestForm } from './GuestForm'
import { NewGuestDialog } from './NewGuestDialog'
import { guestNoun } from './noun'

export default function GuestsPage() {
  return (
    <NounPage
      noun={guestNoun}
      list={GuestListDocument}
      orders={[['name', 'NAME_ASC', 'NAME_DESC']]}
      form={(row, gone, { close }) => <GuestForm {...{ row, gone }} onDeleted={close} />}
      making={({ id, open, close }) => (
        <Modal.Stack>
          <NewGuestDialog opened={id === 'new'} pick="open" onClose={close} onMade={open} />
        </Modal.Stack>
      )}
    />
  )
}
