import type { EventFrame } from '@parley/protocol'
import { expect, test } from 'vitest'
import { Inbox } from './notify.ts'
import type { RoomsOwner } from './rooms.ts'

const me = '00000000-0000-4000-8000-000000000000'
const on = `notify/user/${me}`
const raised = (seq: number, unread: number): EventFrame => ({
  on,
  seq,
  ev: 'notification.raised',
  at: seq,
  is: { kind: 'system', unread },
})

/** An inbox whose questions the test answers. */
const begin = () => {
  const asked: ((answer: object) => void)[] = []
  const owner = {
    user: me,
    isEnded: false,
    random: () => 0,
    pause: async () => {},
    changed: () => {},
    report: () => {},
    call: () => new Promise((answer) => asked.push(answer)),
  } as unknown as RoomsOwner
  const inbox = new Inbox(owner)
  const tell = async (epoch: number, head: number, unread: number) => {
    asked.shift()?.({ epoch, head, unread, notifications: [] })
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { inbox, tell }
}

test('an inbox of another history counts what that has, also where its positions are lower', async () => {
  const { inbox, tell } = begin()
  await tell(1, 40, 7)
  expect(inbox.unread).toBe(7)
  const followed = { on, epoch: 2, head: 12, floor: 0, read: 12, unread: 0, from: 12 }
  inbox.greet([followed], new Map([[on, 'new']]))
  await tell(2, 12, 2)
  expect(inbox.unread).toBe(2)
})

test('what is told while an inbox is read counts after it, and what the answer knows of does not again', async () => {
  const { inbox, tell } = begin()
  inbox.apply(raised(5, 1))
  inbox.apply(raised(6, 2))
  await tell(1, 5, 1)
  expect([inbox.unread, inbox.notifications.map(({ id }) => id)]).toEqual([2, [6]])
})
