import { Alert, Button, CopyButton, Group, Text, TextInput } from '@mantine/core'

import type { LinkMadeFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { linkOf } from '@/invitation/link'

interface Props {
  link: LinkMadeFragment
  onClose: () => void
}

/** A link, shown once: the house sends no mail, so it is handed over, by itself or with a text around it. */
export function LinkNote({ link: { token, expiresAt, member }, onClose }: Props) {
  const { t, moment } = useI18n()
  const link = linkOf(token, window.location.origin)
  const until = moment(expiresAt)
  const letter = t('staff.letter', { name: member.name, link, until, email: member.email })
  return (
    <Alert
      color="teal"
      title={t('staff.link.title', { name: member.name })}
      withCloseButton
      closeButtonLabel={t('editing.close')}
      onClose={onClose}
      role="status"
    >
      <Text size="sm" mb="xs">
        {t('staff.link.text', { until })}
      </Text>
      <Group align="end">
        <TextInput
          label={t('staff.link')}
          readOnly
          value={link}
          flex="1 1 280px"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Copy text={link} label={t('staff.link.copy')} />
        <Copy text={letter} label={t('staff.letter.copy')} />
      </Group>
    </Alert>
  )
}

function Copy({ text, label }: { text: string; label: string }) {
  const { t } = useI18n()
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy}>
          {copied ? t('editing.copied') : label}
        </Button>
      )}
    </CopyButton>
  )
}
