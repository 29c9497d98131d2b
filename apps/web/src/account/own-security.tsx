import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { DeleteAccount } from './delete-account.tsx'
import { EmailSetting } from './email-setting.tsx'
import { ExportAccount } from './export-account.tsx'
import { Identities } from './identities.tsx'
import { KeepAccount } from './keep-account.tsx'
import { PasswordSetting } from './password-setting.tsx'
import { Security } from './security.tsx'
import { Sessions } from './sessions.tsx'
import { UsernameSetting } from './username-setting.tsx'

/** Who can get in as oneself: by what password, and from where; and that nobody can any more. */
export const OwnSecurity = () => {
  const { parley } = useChat()
  const [isGuest, setIsGuest] = useState(false)
  useEffect(() => {
    parley.call('account.get', {}).then(({ guest = false }) => setIsGuest(guest), noteFault)
  }, [parley])
  if (isGuest)
    return (
      <>
        <KeepAccount onKept={() => setIsGuest(false)} />
        <Sessions />
        <ExportAccount />
        <DeleteAccount />
      </>
    )
  return (
    <>
      <Sessions />
      <Security />
      <Identities />
      <PasswordSetting />
      <UsernameSetting />
      <EmailSetting />
      <ExportAccount />
      <DeleteAccount />
    </>
  )
}
