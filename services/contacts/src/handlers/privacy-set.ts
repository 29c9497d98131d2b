import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { putInForce } from '../in-force.ts'
import { onOwnStream } from '../own-stream.ts'
import { findPrivacy, putPrivacy } from '../store/privacy.ts'

export const privacySet: Handler<'privacy.set', Context> = async (wanted, { user }, context) => {
  const { now, seq, epoch } = await onOwnStream(context, user, async (tx, own) => {
    const before = await findPrivacy(tx, user)
    const now = { ...before, ...wanted }
    if (now.contact !== before.contact || now.groups !== before.groups) {
      await putPrivacy(tx, user, now)
      tx.emit(own, 'privacy.changed', user, now)
    }
    return { now, seq: own.head, epoch: tx.epoch }
  })
  await putInForce(context, user, { ev: 'privacy.changed', is: now, seq, epoch })
  return { seq, ...now }
}
