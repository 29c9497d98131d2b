import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { tellPrivacy } from '../store/privacy.ts'

export const privacyGet: Handler<'privacy.get', Context> = (_, { user }, { db }) => tellPrivacy(db, user)
