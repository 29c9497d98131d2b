import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { listDevices } from '../store/devices.ts'

export const pushList: Handler<'push.list', Context> = (_, { user }, { db }) => listDevices(db, user)
