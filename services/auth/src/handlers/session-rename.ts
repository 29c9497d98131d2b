import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { deviceName } from '../rules.ts'
import { renameSession } from '../store/session.ts'

export const sessionRename: Handler<'session.rename', Auth> = async ({ session, device }, { user }, { db }) =>
  (await renameSession(db, user, session, deviceName(device))) ? {} : fail('SESSION_NOT_FOUND')
