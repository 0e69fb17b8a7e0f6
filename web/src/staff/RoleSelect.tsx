import { NativeSelect } from '@mantine/core'

import type { Role } from '@/gql/graphql'
import { useI18n } from '@/i18n'

const ROLES: readonly Role[] = ['VIEWER', 'DESK', 'MANAGER']

export function RoleSelect({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { t } = useI18n()
  return (
    <NativeSelect
      label={t('staff.role')}
      value={role}
      data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
      onChange={({ currentTarget: { value } }) => {
        const chosen = ROLES.find((known) => known === value)
        if (chosen) onChange(chosen)
      }}
    />
  )
}
