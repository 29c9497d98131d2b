import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { deviceName } from '../rules.ts'
import { renamePasskey } from '../store/passkey.ts'

export const passkeyRename: Handler<'passkey.rename', Auth> = async ({ passkey, name }, { user }, { db }) =>
  (await renamePasskey(db, user, passkey, deviceName(name))) ? {} : fail('PASSKEY_NOT_FOUND')
