/** What one's role in running the platform allows. */
import { t } from '@lingui/core/macro'
import type { Output, StaffPermission } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { staffMay } from './staff.inline.ts'

export type StaffRole = NonNullable<Output<'account.get'>['role']>

export const roleNames: Readonly<Record<StaffRole, string>> = {
  owner: t`Owner`,
  admin: t`Administrator`,
  moderator: t`Moderator`,
  support: t`Support`,
  auditor: t`Auditor`,
}

/** Not there before the server has said it; null for who has none. Asked again with each connection: roles are given and taken. */
export const useOwnRole = (): StaffRole | null | undefined => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [role, setRole] = useState<StaffRole | null>()
  useEffect(() => {
    if (isOnline) parley.call('account.get', {}).then(({ role }) => setRole(role ?? null), noteFault)
  }, [parley, isOnline])
  return role
}

export const roleMay = (role: StaffRole, permission: StaffPermission): boolean =>
  staffMay[role]?.includes(permission) === true
