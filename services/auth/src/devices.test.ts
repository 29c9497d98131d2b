import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeDevices } from './devices.ts'

const devices = makeDevices(randomBytes(32))
const [ann, bob] = [randomUUID(), randomUUID()]
const session = randomUUID()
const token = devices.tokenOf(ann, session)

describe('a device that has logged in before', () => {
  test('is known for the account that it logged in to, and for no other', () => {
    expect(token).toMatch(/^[\w-]{64}$/)
    expect(devices.sessionOf(token, ann)).toBe(session)
    expect(devices.sessionOf(token, bob)).toBeUndefined()
    expect(devices.sessionOf(token, undefined)).toBeUndefined()
  })

  test('of several people is known for each of them, the latest few', () => {
    let held: string | undefined
    const people = Array.from({ length: 8 }, () => ({ user: randomUUID(), session: randomUUID() }))
    for (const one of people) held = devices.keep(held, devices.tokenOf(one.user, one.session))
    expect(people.map((one) => devices.sessionOf(held, one.user))).toEqual([
      undefined,
      undefined,
      undefined,
      ...people.slice(3).map((one) => one.session),
    ])
  })

  test('has one proof for each person, the newest', () => {
    const next = devices.tokenOf(ann, randomUUID())
    expect(devices.keep(token, next)).toBe(next)
  })
})

test('what nobody was handed out is no proof', () => {
  const changed = Array.from(
    token,
    (sign, place) => token.slice(0, place) + (sign === 'A' ? 'B' : 'A') + token.slice(place + 1),
  )
  const others = ['', '.', '....', 'x', token.slice(1), `${token}x`, makeDevices(randomBytes(32)).tokenOf(ann, session)]
  for (const false_ of [...changed, ...others]) expect(devices.sessionOf(false_, ann)).toBeUndefined()
  expect(devices.sessionOf(`${'x.'.repeat(10)}${token}`, ann)).toBeUndefined()
})

test('a name stands in the log as a tag by which nobody finds it without the key', () => {
  expect(devices.nameTag('ann')).toMatch(/^[0-9a-f]{12}$/)
  expect(devices.nameTag('ann')).toBe(devices.nameTag('ann'))
  expect(devices.nameTag('ann')).not.toBe(makeDevices(randomBytes(32)).nameTag('ann'))
})
