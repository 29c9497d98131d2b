import { describe, expect, test } from 'vitest'
import { type Inviting, judgeAnswer, judgeInvitation } from './invitation-rules.ts'

const room = { count: 0, most: 1 }
const full = { count: 1, most: 1 }
const strangers: Inviting = {
  mine: { stands: null, blocked: false },
  theirs: { stands: null, blocked: false },
  invitations: room,
  isOpen: false,
  privacy: 'everyone',
  doShare: false,
}
const contact = { mine: { stands: 'contact', blocked: false } } as const
const blocked = { theirs: { stands: null, blocked: true } } as const

describe('whoever invites somebody to play', () => {
  test.each<[string, Partial<Inviting>, string]>([
    ['invites a stranger', {}, 'send'],
    ['invites a stranger who hears contacts alone', { privacy: 'contacts', doShare: true }, 'CONTACT_CLOSED'],
    ['invites a stranger who hears contacts of contacts', { privacy: 'contacts_of_contacts', doShare: true }, 'send'],
    ['shares nobody with them', { privacy: 'contacts_of_contacts' }, 'CONTACT_CLOSED'],
    ['invites a contact who hears nobody', { ...contact, privacy: 'nobody' }, 'send'],
    ['has done so, and waits', { isOpen: true }, 'INVITATION_OPEN'],
    ['has many open', { invitations: full }, 'TOO_MANY_INVITATIONS'],
    ['blocks them', { mine: { stands: null, blocked: true } }, 'BLOCKED_BY_YOU'],
    ['is blocked', blocked, 'withhold'],
  ])('and %s', (_, inviting, verdict) => {
    expect(judgeInvitation({ ...strangers, ...inviting })).toBe(verdict)
  })

  test('is refused where they are blocked as they are where they are not', () => {
    for (const invitations of [room, full])
      for (const isOpen of [true, false])
        for (const privacy of ['everyone', 'contacts_of_contacts', 'contacts', 'nobody'] as const)
          for (const doShare of [true, false]) {
            const inviting = { ...strangers, invitations, isOpen, privacy, doShare }
            const [open, shut] = [judgeInvitation(inviting), judgeInvitation({ ...inviting, ...blocked })]
            expect(shut).toBe(open === 'send' ? 'withhold' : open)
          }
  })
})

describe('of the answers to an invitation', () => {
  const open = { state: 'pending', isOver: false } as const
  test.each([
    ['the first counts', open, 'accepted', true, 'settle'],
    ['one that was given is the same', { ...open, state: 'accepted' }, 'accepted', true, 'same'],
    ['another one does not count', { ...open, state: 'declined' }, 'accepted', true, 'declined'],
    ['none takes back what is accepted', { ...open, state: 'accepted' }, 'cancelled', true, 'accepted'],
    ['none counts after its time', { ...open, isOver: true }, 'accepted', true, 'expired'],
    ['none accepts what who sent it has left', open, 'accepted', false, 'cancelled'],
    ['what who sent it has left is declined', open, 'declined', false, 'settle'],
  ] as const)('%s', (_, row, answer, isHeld, verdict) => {
    expect(judgeAnswer(row, answer, isHeld)).toBe(verdict)
  })
})
