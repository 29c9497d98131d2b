import { DeleteAccount } from './delete-account.tsx'
import { EmailSetting } from './email-setting.tsx'
import { ExportAccount } from './export-account.tsx'
import { Identities } from './identities.tsx'
import { PasswordSetting } from './password-setting.tsx'
import { Security } from './security.tsx'
import { Sessions } from './sessions.tsx'
import { UsernameSetting } from './username-setting.tsx'

/** Who can get in as oneself: by what password, and from where; and that nobody can any more. */
export const OwnSecurity = () => (
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
