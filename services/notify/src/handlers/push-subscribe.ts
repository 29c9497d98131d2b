import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { isEndpoint } from '../push/endpoint.ts'
import { subscribe } from '../push/subscribing.ts'
import { areKeys } from '../push/web-push.ts'

export const pushSubscribe: Handler<'push.subscribe', Context> = async (given, caller, context) => {
  if (!isEndpoint(given.endpoint, context.config.PUSH_TO_PRIVATE)) fail('PUSH_ENDPOINT_REFUSED')
  if (!(await areKeys(given))) fail('PUSH_KEYS_INVALID')
  return subscribe(context, caller, given)
}
