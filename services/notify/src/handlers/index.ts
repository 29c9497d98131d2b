import type { Handlers } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { alertGet } from './alert-get.ts'
import { alertPlace } from './alert-place.ts'
import { alertSet } from './alert-set.ts'
import { inboxGroup } from './inbox-group.ts'
import { inboxList } from './inbox-list.ts'
import { inboxRead } from './inbox-read.ts'
import { inboxRemove } from './inbox-remove.ts'
import { pushKey } from './push-key.ts'
import { pushList } from './push-list.ts'
import { pushSubscribe } from './push-subscribe.ts'
import { pushUnsubscribe } from './push-unsubscribe.ts'

export const handlers: Handlers<'notify', Context> = {
  'alert.get': alertGet,
  'alert.place': alertPlace,
  'alert.set': alertSet,
  'inbox.group': inboxGroup,
  'inbox.list': inboxList,
  'inbox.read': inboxRead,
  'inbox.remove': inboxRemove,
  'push.key': pushKey,
  'push.list': pushList,
  'push.subscribe': pushSubscribe,
  'push.unsubscribe': pushUnsubscribe,
}
