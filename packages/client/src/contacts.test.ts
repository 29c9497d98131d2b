import type { EventFrame, Output } from '@parley/protocol'
import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { Contacts } from './contacts.ts'
import type { RoomsOwner } from './rooms.ts'

const me = '00000000-0000-4000-8000-000000000000'
const [ann, bob] = ['0000000a-0000-4000-8000-000000000000', '0000000b-0000-4000-8000-000000000000']
const epoch = 1

type List = Output<'contact.list'>

/** Contacts whose questions the test answers, in the order in which they are asked. */
const begin = () => {
  const asked: { readonly command: string; readonly answer: (answer: object) => void }[] = []
  const waiting: ((question: (typeof asked)[number]) => void)[] = []
  const owner = {
    user: me,
    isEnded: false,
    clock: systemClock,
    random: () => 0,
    pause: async () => {},
    changed: () => {},
    report: () => {},
    call: (command: string) =>
      new Promise((resolve) => {
        const question = { command, answer: resolve }
        const next = waiting.shift()
        if (next) next(question)
        else asked.push(question)
      }),
  } as unknown as RoomsOwner
  const next = async (command: string) => {
    const question = asked.shift() ?? (await new Promise<(typeof asked)[number]>((resolve) => waiting.push(resolve)))
    expect(question.command).toBe(command)
    return question.answer
  }
  const list = async (page: Omit<List, 'epoch'>) => (await next('contact.list'))({ epoch, ...page })
  const privacy = async (head: number) =>
    (await next('privacy.get'))({ epoch, head, contact: 'everyone', groups: 'everyone' })
  return { contacts: new Contacts(owner), list, privacy }
}

const event = (seq: number, ev: string, is: object, by = me): EventFrame => ({
  on: `contacts/user/${me}`,
  seq,
  ev,
  by,
  at: seq,
  is: is as EventFrame['is'],
})

const received = { stands: 'received', at: 1 } as const

test('what comes while pages are read is taken in where the page does not know of it yet, and only there', async () => {
  const { contacts, list, privacy } = begin()
  await list({ head: 10, people: [{ user: ann, ...received }], next: ann })
  contacts.apply(event(11, 'contact.added', { user: ann }))
  // The second page knows that, and of one more, which comes later.
  await list({ head: 12, people: [{ user: bob, ...received }] })
  await privacy(12)
  await contacts.ready
  expect(contacts.of('contact').map(({ user }) => user)).toEqual([ann])
  contacts.apply(event(12, 'contact.requested', { user: bob, note: 'earlier' }, bob))
  expect(contacts.get(bob)).toEqual({ user: bob, ...received })
  contacts.apply(event(13, 'contact.removed', { user: ann }, ann))
  contacts.apply(event(14, 'privacy.changed', { contact: 'nobody', groups: 'everyone' }))
  expect(contacts.get(ann)).toBeUndefined()
  expect(contacts.privacy).toMatchObject({ contact: 'nobody' })
})

test('a label that is called otherwise meanwhile is so on each page that does not know it', async () => {
  const { contacts, list, privacy } = begin()
  const contact = { stands: 'contact', at: 1, labels: ['Old'] } as const
  await list({ head: 5, people: [{ user: ann, ...contact, labels: ['Old'] }], next: ann })
  await list({ head: 6, people: [{ user: bob, ...contact, labels: ['New', 'Old'] }] })
  contacts.apply(event(6, 'label.changed', { label: 'Old', name: 'New' }))
  await privacy(6)
  await contacts.ready
  expect(contacts.of('contact').map(({ labels }) => labels)).toEqual([['New'], ['New', 'Old']])
})

test('a list is the same array, and who stands as before the same object, until something of it changes', async () => {
  const { contacts, list, privacy } = begin()
  await list({
    head: 2,
    people: [
      { user: ann, ...received },
      { user: bob, blocked: true },
    ],
  })
  await privacy(2)
  await contacts.ready
  const [requests, blocked] = [contacts.of('received'), contacts.of('blocked')]
  contacts.apply(event(3, 'restriction.added', { user: bob }))
  expect(contacts.of('received')).toBe(requests)
  expect(contacts.of('blocked')).not.toBe(blocked)
  contacts.apply(event(4, 'contact.of_a_later_release', { user: ann }))
  expect(contacts.of('received')).toBe(requests)
})

test('where the stream begins anew all is read again, and what was known stays until then', async () => {
  const { contacts, list, privacy } = begin()
  await list({ head: 2, people: [{ user: ann, ...received }] })
  await privacy(2)
  await contacts.ready
  contacts.reset({ on: `contacts/user/${me}`, reset: { epoch: 2, head: 1, floor: 0 } })
  expect(contacts.get(ann)).toBeDefined()
  await list({ head: 1, people: [] })
  await privacy(1)
  await new Promise((resolve) => setTimeout(resolve))
  expect(contacts.get(ann)).toBeUndefined()
})
