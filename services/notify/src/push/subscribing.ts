/** A device is subscribed, or is given otherwise than before. */
import { fail, type Input, mostPushDevices, type Output } from '@parley/protocol'
import type { Caller, LockedStreams, Transaction } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { readClock } from '../store/clock.ts'
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
import { isKey } from '../store/vapid-keys.ts'

type Given = Input<'push.subscribe'>

type Wanted = Omit<Subscription, 'at'>

/** What is not said stays as it is. */
const wantedOf = (given: Given, session: string, known: Known | undefined): Wanted => ({
  ...given,
  session,
  content: given.content ?? known?.content ?? false,
  label: given.label ?? known?.label ?? '',
})

const isAsWanted = (known: Known, wanted: Wanted): boolean =>
  (['content', 'withdraws', 'label', 'key', 'p256dh', 'auth', 'session'] as const).every(
    (one) => known[one] === wanted[one],
  )

/** Who has the keys of a subscription has the browser: somebody else has logged in there, and what is told to the one before comes there no more. */
const takeFrom = async (tx: Transaction, locked: LockedStreams, { device, person }: Known): Promise<void> => {
  await deleteDevice(tx, person, { device })
  tx.emit(locked.of('notify/user', person), 'push.unsubscribed', null, { device })
}

const add = async (tx: Transaction, user: string, wanted: Wanted): Promise<Device> => {
  if ((await countDevices(tx, user)) >= mostPushDevices) fail('TOO_MANY_DEVICES', { most: mostPushDevices })
  const device = await insertDevice(tx, user, { ...wanted, at: await readClock(tx) })
  return device ?? fail('PUSH_ENDPOINT_TAKEN')
}

const change = async (tx: Transaction, { device, at }: Known, wanted: Wanted): Promise<Device> => {
  await changeDevice(tx, device, wanted)
  return told({ ...wanted, device, at })
}

/** Whoever has the endpoint is locked too. */
export const subscribe = async (
  { db }: Context,
  { user, session }: Pick<Caller, 'user' | 'session'>,
  given: Given,
): Promise<Output<'push.subscribe'>> => {
  const before = await findByEndpoint(db, given.endpoint)
  return db.transaction(
    async (tx) => {
      const people = [...new Set([user, before?.person ?? user])]
      await tx.ensureStreams('notify/user', people)
      const locked = await tx.lock(people)
      const own = locked.of('notify/user', user)
      const found = await findByEndpoint(tx, given.endpoint)
      const [known, other] = found?.person === user ? [found, undefined] : [undefined, found]
      const wanted = wantedOf(given, session, known)
      if (known && isAsWanted(known, wanted)) return { seq: own.head, ...told(known) }
      if (!(await isKey(tx, given.key))) fail('PUSH_KEY_UNKNOWN')
      if (other && (other.auth !== given.auth || !people.includes(other.person))) fail('PUSH_ENDPOINT_TAKEN')
      if (other) await takeFrom(tx, locked, other)
      const device = known ? await change(tx, known, wanted) : await add(tx, user, wanted)
      tx.emit(own, 'push.subscribed', user, device)
      return { seq: own.head, ...device }
    },
    { account: user },
  )
}

const told = ({ device, content, withdraws, label, at }: Device): Device => ({ device, content, withdraws, label, at })
