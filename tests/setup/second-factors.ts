/** What is asked of second factors and identities, with as much as they may hold, by somebody who has all of them. */
import { makeAuthenticator, totpCode } from '@parley/auth/testing'
import type { CommandName } from '@parley/protocol'
import { expect } from 'vitest'
import { type Person, password, type World } from './world.ts'

const origin = 'http://localhost'
const label = '語'.repeat(128)

/** The world trusts none. */
const issuerUnknown = { name: 'ISSUER_UNKNOWN' }
const notBegun = { name: 'ARRIVAL_REFUSED' }
const sent = 'x'.repeat(2_560)
const arrival = { binding: sent.slice(0, 64), state: sent.slice(0, 64), code: sent, iss: sent.slice(0, 512) }

type Deeds = Partial<Record<CommandName, () => Promise<unknown>>>

const halfLogIn = async (world: World, { username }: Person): Promise<string> => {
  const half = await world.post('session.create', { username, password }).catch((reason) => reason)
  return half.login as string
}

export const secondFactors = async (world: World): Promise<Deeds> => {
  const person = await world.person()
  const device = makeAuthenticator(origin, 'localhost')
  const ask: World['post'] = (name, input) => world.post(name, input, person.token)
  let [secret, passkey, codes] = ['', '', [] as string[]]
  const proof = () => ({ code: codes.pop() as string })

  const unknown = { issuer: 'nobody', token: 'x'.repeat(4_096) }

  return {
    'session.exchange': () => expect(world.post('session.exchange', unknown)).rejects.toMatchObject(issuerUnknown),
    'identity.create': () =>
      expect(ask('identity.create', { ...unknown, password })).rejects.toMatchObject(issuerUnknown),
    'identity.remove': () => {
      const { issuer } = unknown
      return expect(ask('identity.remove', { issuer, password })).rejects.toMatchObject(issuerUnknown)
    },
    'guest.create': () =>
      expect(world.post('guest.create', { name: label.slice(0, 64), device: label })).rejects.toMatchObject({
        name: 'GUESTS_OFF',
      }),
    'guest.become': () =>
      expect(ask('guest.become', { username: 'x'.repeat(32), password: label })).rejects.toMatchObject({
        name: 'NOT_A_GUEST',
      }),
    'ways.get': () => world.post('ways.get', {}),
    'issuer.start': () =>
      expect(world.post('issuer.start', { issuer: 'nobody', device: label })).rejects.toMatchObject(issuerUnknown),
    'identity.start': () =>
      expect(ask('identity.start', { issuer: 'nobody', password })).rejects.toMatchObject(issuerUnknown),
    'session.arrive': () => expect(world.post('session.arrive', arrival)).rejects.toMatchObject(notBegun),
    'identity.arrive': () => expect(ask('identity.arrive', arrival)).rejects.toMatchObject(notBegun),
    'session.join': () =>
      expect(
        world.post('session.join', { login: 'x'.repeat(64), username: 'x'.repeat(32), name: label.slice(0, 64) }),
      ).rejects.toMatchObject(notBegun),
    'device.start': () => world.post('device.start', { device: label }),
    'device.check': async () => {
      const { grant } = await world.post('device.start', { device: label })
      await expect(world.post('device.check', { grant })).rejects.toMatchObject({ name: 'GRANT_PENDING' })
    },
    'device.look': async () => ask('device.look', { code: (await world.post('device.start', { device: label })).code }),
    'device.answer': async () =>
      ask('device.answer', {
        code: (await world.post('device.start', { device: label })).code,
        allow: true,
        password,
        ...(codes.length > 0 ? { proof: proof() } : {}),
      }),
    'totp.start': async () => {
      secret = (await ask('totp.start', {})).secret
    },
    'totp.create': async () => {
      codes = (await ask('totp.create', { password, code: totpCode(secret) })).recovery ?? []
    },
    'recovery.create': async () => {
      codes = (await ask('recovery.create', { password, proof: proof() })).recovery
    },
    'passkey.start': () => ask('passkey.start', {}),
    'passkey.create': async () => {
      const { options } = await ask('passkey.start', {})
      const made = { ...device.make(options), transports: Array.from({ length: 8 }, () => label.slice(0, 32)) }
      passkey = (await ask('passkey.create', { password, proof: proof(), name: label, passkey: made })).passkey
    },
    'passkey.rename': () => ask('passkey.rename', { passkey, name: label }),
    'passkey.ask': async () => world.post('passkey.ask', { login: await halfLogIn(world, person) }),
    'session.confirm': async () => {
      const { login, options } = await world.post('passkey.ask', { device: label })
      return world.post('session.confirm', { login, passkey: device.sign(options) })
    },
    'passkey.remove': () => ask('passkey.remove', { password, proof: proof(), passkey }),
    'totp.remove': () => ask('totp.remove', { password, proof: proof() }),
  }
}
