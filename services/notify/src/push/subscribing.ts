/** A device is subscribed, or is given otherwise than before. */
import { fail, type Input, mostPushDevices, type Output } from '@parley/protocol'
import type { LockedStreams, Transaction } from '@parley/service-kit'
import type { Context } from '../context.ts'
import {
  changeDevice,
  countDevices,
  type Device,
  deleteDevice,
  findByEndpoint,
  insertDevice,
  type Known,
  type Subscription,
} from '../store/devices.ts'
import { readClock } from '../store/clock.ts'
import { isKey } from '../store/vapid-keys.ts'

type Given = Input<'push.subscribe'>

const isAsGiven = (known: Known, given: Given): boolean =>
  (['content', 'withdraws', 'label', 'key', 'p256dh', 'auth'] as const).every((one) => known[one] === given[one])

/** Who has the keys of a subscription has the browser: somebody else has logged in there, and what is told to the one before comes there no more. */
const takeFrom = async (tx: Transaction, locked: LockedStreams, { device, person }: Known): Promise<void> => {
  await deleteDevice(tx, device, person)
  tx.emit(locked.of('notify/user', person), 'push.unsubscribed', null, { device })
}

const add = async (tx: Transaction, user: string, one: Subscription): Promise<Device> => {
  if ((await countDevices(tx, user)) >= mostPushDevices) fail('TOO_MANY_DEVICES', { most: mostPushDevices })
  return (await insertDevice(tx, user, one)) ?? fail('PUSH_ENDPOINT_TAKEN')
}

/** Whoever has the endpoint is locked too. */
export const subscribe = async ({ db }: Context, user: string, given: Given): Promise<Output<'push.subscribe'>> => {
  const before = await findByEndpoint(db, given.endpoint)
  return db.transaction(
    async (tx) => {
      const people = [...new Set([user, before?.person ?? user])]
      await tx.ensureStreams('notify/user', people)
      const locked = await tx.lock(people)
      const own = locked.of('notify/user', user)
      const known = await findByEndpoint(tx, given.endpoint)
      if (known && known.person === user && isAsGiven(known, given)) return { seq: own.head, ...told(known) }
      if (!(await isKey(tx, given.key))) fail('PUSH_KEY_UNKNOWN')
      const isTheirs = known && known.person !== user
      if (isTheirs && (known.auth !== given.auth || !people.includes(known.person))) fail('PUSH_ENDPOINT_TAKEN')
      if (isTheirs) await takeFrom(tx, locked, known)
      const one = { ...given, at: known && !isTheirs ? known.at : await readClock(tx) }
      if (known && !isTheirs) await changeDevice(tx, known.device, one)
      const device = known && !isTheirs ? { ...told(known), ...wants(given) } : await add(tx, user, one)
      tx.emit(own, 'push.subscribed', user, device)
      return { seq: own.head, ...device }
    },
    { account: user },
  )
}

const wants = ({ content, withdraws, label }: Given) => ({ content, withdraws, label })
const told = ({ device, content, withdraws, label, at }: Device): Device => ({ device, content, withdraws, label, at })
