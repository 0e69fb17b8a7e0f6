import { useMutation } from '@apollo/client/react'
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'

import { UpdateStaffMemberDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'
import { notice } from '@/ui/notice'

import { type Member, whyNot } from './member'
import { RoleSelect } from './RoleSelect'

interface Props {
  member: Member
  onClose: () => void
}

type Edits = Partial<Pick<Member, 'name' | 'email' | 'role'>>

/**
 * Another name, address or role. Only what was edited is sent; where somebody was faster, theirs is shown beside it, and
 * saving again is a decision.
 */
export function EditMember({ member, onClose }: Props) {
  const { t } = useI18n()
  const [base, setBase] = useState(member)
  const [edits, setEdits] = useState<Edits>({})
  const [problem, setProblem] = useState<string>()
  const [update, { loading }] = useMutation(UpdateStaffMemberDocument)
  const shown = { ...base, ...edits }

  const save = async () => {
    setProblem(undefined)
    const input = { id: base.id, expectedVersion: base.version, patch: edits }
    try {
      const { data } = await update({ variables: { input } })
      const end = data?.updateStaffMember
      if (end?.__typename === 'StaffMemberSaved') {
        notice({
          id: `staff-${base.id}`,
          color: 'teal',
          message: t('staff.saved', { name: end.member.name }),
        })
        onClose()
        return
      }
      if (end?.__typename === 'StaffConflict') {
        const { current } = end
        setBase(current)
        const { name, email } = current
        setProblem(t('staff.theirs', { name, email, role: t(`role.${current.role}`) }))
        return
      }
      setProblem(end ? whyNot(end, t) : t('session.failed'))
    } catch {
      setProblem(t('staff.failed'))
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={<DialogTitle>{t('staff.edit.of', { name: member.name })}</DialogTitle>}
      closeButtonProps={{ 'aria-label': t('editing.close') }}
    >
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack>
          {problem !== undefined && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput
            label={t('staff.name')}
            required
            data-autofocus
            value={shown.name}
            onChange={({ currentTarget: { value: name } }) => setEdits((now) => ({ ...now, name }))}
          />
          <TextInput
            label={t('session.email')}
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            required
            value={shown.email}
            onChange={({ currentTarget: { value: email } }) => setEdits((now) => ({ ...now, email }))}
          />
          <RoleSelect role={shown.role} onChange={(role) => setEdits((now) => ({ ...now, role }))} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('editing.cancel')}
            </Button>
            <Button type="submit" loading={loading}>
              {t('editing.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
