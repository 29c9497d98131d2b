import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Profile } from './profile.ts'

const first = { name: 'Orchestra' }

test('a room without a topic has an empty one', () => {
  expect(new Profile(first).all).toMatchObject({ name: 'Orchestra', topic: '' })
})

test('an event changes what it says, and that is news once', () => {
  const profile = new Profile({ ...first, topic: 'Strings' })
  expect(profile.apply({ topic: 'Brass' }, 4)).toBe(true)
  expect(profile.apply({ topic: 'Brass' }, 4)).toBe(false)
  expect(profile.all).toMatchObject({ name: 'Orchestra', topic: 'Brass' })
  expect(profile.apply({ topic: '' }, 5)).toBe(true)
  expect(profile.all).toMatchObject({ topic: '' })
})

test('what is set of a room is as told last, and as in a new room where it is no longer told', () => {
  const profile = new Profile({ ...first, theme: 'ocean' })
  expect(profile.all).toMatchObject({ mention_all: 'admins', posting: 'members', slow_seconds: 0, theme: 'ocean' })
  expect(profile.apply({ slow_seconds: 30, posting: 'admins' }, 4)).toBe(true)
  expect(profile.all).toMatchObject({ posting: 'admins', slow_seconds: 30, theme: 'ocean' })
  expect(profile.take(first, 5)).toBe(true)
  expect(profile.all).toMatchObject({ posting: 'members', slow_seconds: 0, theme: 'plain' })
})

test('an answer from before an event takes nothing of it back', () => {
  const profile = new Profile(first)
  profile.apply({ name: 'Band' }, 7)
  expect(profile.take({ name: 'Orchestra', topic: 'Strings' }, 6)).toBe(true)
  expect(profile.all).toMatchObject({ name: 'Band', topic: 'Strings' })
})

test('in another history, what was known before says nothing', () => {
  const profile = new Profile(first)
  profile.apply({ name: 'Band' }, 7)
  profile.restart()
  profile.take({ name: 'Orchestra' }, 3)
  expect(profile.all).toMatchObject({ name: 'Orchestra' })
})

/** What a server would say of the room at each position. */
const roomAt = (changes: readonly { readonly name?: string; readonly topic?: string }[], head: number) =>
  Object.assign({ name: 'a', topic: '' }, ...changes.slice(0, head)) as { name: string; topic: string }

test('events in order, and answers of any moment between them, end as the last event says', () => {
  const change = fc.record({ name: fc.constantFrom('a', 'b'), topic: fc.constantFrom('', 'c') }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.array(fc.tuple(fc.nat(8), fc.nat(8))), (changes, answers) => {
      const profile = new Profile(roomAt(changes, 0))
      for (let seq = 0; seq <= changes.length; seq++) {
        if (seq > 0) profile.apply(changes[seq - 1] ?? {}, seq)
        for (const [at, head] of answers) {
          const made = Math.min(head, changes.length)
          if (at === seq) profile.take(roomAt(changes, made), made)
        }
      }
      expect(profile.all).toMatchObject(roomAt(changes, changes.length))
    }),
  )
})
