import type { Handlers } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { presenceGet } from './presence-get.ts'
import { presenceList } from './presence-list.ts'
import { presenceSet } from './presence-set.ts'

export const handlers: Handlers<'presence', Context> = {
  'presence.set': presenceSet,
  'presence.get': presenceGet,
  'presence.list': presenceList,
}
