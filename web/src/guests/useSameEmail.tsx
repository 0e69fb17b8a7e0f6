import type { ApolloClient } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

import { useQuestion, type Value } from '@/editing'
import { GuestListDocument, type GuestRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { AskDialog } from '@/ui/AskDialog'

interface Options {
  /** The guest themselves. */
  id: string
  /** What is done with a guest who has the address already. */
  pick: 'use' | 'open'
  onPick: (id: string) => void
}

/** Asks before a guest gets an e-mail address that another has: often they are one and the same. */
export function useSameEmail({ id, pick, onPick }: Options): {
  sure: (email: Value) => Promise<boolean>
  question: ReactNode
} {
  const { t } = useI18n()
  const client = useApolloClient()
  const { doubt, ask, answer } = useQuestion<readonly GuestRowFragment[]>()
  return {
    sure: async (email) => {
      const others = (await guestsWith(client, String(email ?? ''))).filter((guest) => guest.id !== id)
      return others.length === 0 || ask(others)
    },
    question: doubt && (
      <AskDialog
        title={t('guest.same')}
        goOn={t('editing.doubt.save')}
        onGoOn={() => answer(true)}
        back={t('editing.conflict.back')}
        onBack={() => answer(false)}
      >
        {doubt.map((guest) => (
          <Group key={guest.id} justify="space-between" wrap="nowrap">
            <Text size="sm">{[guest.name, guest.email, guest.phone].filter(Boolean).join(' · ')}</Text>
            <Button
              size="compact-sm"
              flex="none"
              aria-label={`${t(`guest.same.${pick}`)}: ${guest.name}`}
              onClick={() => {
                answer(false)
                onPick(guest.id)
              }}
            >
              {t(`guest.same.${pick}`)}
            </Button>
          </Group>
        ))}
      </AskDialog>
    ),
  }
}

/** As much of an address as can be searched for, and of the guests with it as are likely to be. */
const [LONGEST, MOST] = [100, 50]

/** The guests with this address. None where they can't be read: what the server makes of the save is told then. */
async function guestsWith(client: ApolloClient, email: string): Promise<readonly GuestRowFragment[]> {
  const address = folded(email)
  if (address === '') return []
  const variables = { first: MOST, filter: { text: address.slice(0, LONGEST) } }
  try {
    const { data } = await client.query({ query: GuestListDocument, variables, fetchPolicy: 'network-only' })
    return data?.page.nodes.filter((guest) => folded(guest.email ?? '') === address) ?? []
  } catch {
    return []
  }
}

function folded(email: string): string {
  return email.normalize('NFC').trim().toLowerCase()
}
