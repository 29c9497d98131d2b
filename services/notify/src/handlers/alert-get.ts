import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { tellAlerts } from '../store/alerts.ts'

export const alertGet: Handler<'alert.get', Context> = (_, { user }, { db, usualDigest }) =>
  tellAlerts(db, user, usualDigest)
