import { mostGames } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Asking, joinGames, judgeAdding, judgeRequest, withoutGame } from './rules.ts'

const room = { count: 0, most: 1 }
const full = { count: 1, most: 1 }
const strangers: Asking = {
  mine: { stands: null, blocked: false },
  theirs: { stands: null, blocked: false },
  contacts: room,
  requests: room,
  contactsThere: room,
  doShare: false,
  privacy: 'everyone',
}
const blocked = { theirs: { stands: null, blocked: true } } as const
const asked = { theirs: { stands: 'sent', blocked: false }, mine: { stands: 'received', blocked: false } } as const

describe('whoever asks somebody to be their contact', () => {
  test.each<[string, Partial<Asking>, string]>([
    ['asks a stranger', {}, 'ask'],
    ['is a contact already', { mine: { stands: 'contact', blocked: false } }, 'stands'],
    ['has asked already', { mine: { stands: 'sent', blocked: false } }, 'stands'],
    ['was asked', asked, 'add'],
    ['was asked, and takes no requests themselves of', { ...asked, privacy: 'nobody' }, 'add'],
    ['was asked without knowing', { theirs: { stands: 'sent', blocked: false } }, 'add'],
    ['was asked, with a full list', { ...asked, contacts: full }, 'TOO_MANY_CONTACTS'],
    ['was asked by somebody with a full list', { ...asked, contactsThere: full }, 'TOO_MANY_CONTACTS_THERE'],
    ['was asked, and has asked many', { ...asked, requests: full }, 'add'],
    ['blocks them', { mine: { stands: null, blocked: true } }, 'BLOCKED_BY_YOU'],
    ['has a full list', { contacts: full }, 'TOO_MANY_CONTACTS'],
    ['has asked many', { requests: full }, 'TOO_MANY_CONTACT_REQUESTS'],
    ['asks somebody with a full list', { contactsThere: full }, 'ask'],
    ['asks who takes no requests', { privacy: 'nobody' }, 'CONTACT_CLOSED'],
    ['asks who hears contacts alone', { privacy: 'contacts', doShare: true }, 'CONTACT_CLOSED'],
    ['shares nobody', { privacy: 'contacts_of_contacts' }, 'CONTACT_CLOSED'],
    ['shares somebody', { privacy: 'contacts_of_contacts', doShare: true }, 'ask'],
    ['is blocked', blocked, 'withhold'],
  ])('and %s', (_, asking, verdict) => {
    expect(judgeRequest({ ...strangers, ...asking })).toBe(verdict)
  })

  test('is refused where they are blocked as they are where they are not', () => {
    const counts = [room, full]
    for (const contacts of counts)
      for (const requests of counts)
        for (const doShare of [true, false])
          for (const privacy of ['everyone', 'contacts_of_contacts', 'contacts', 'nobody'] as const) {
            const asking = { ...strangers, contacts, requests, doShare, privacy }
            const [open, shut] = [judgeRequest(asking), judgeRequest({ ...asking, ...blocked })]
            expect(shut).toBe(open === 'ask' ? 'withhold' : open)
          }
  })

  test('comes into no list that is full', () => {
    expect(judgeAdding(room, room)).toBe('add')
    expect(judgeAdding(full, full)).toBe('TOO_MANY_CONTACTS')
    expect(judgeAdding(room, full)).toBe('TOO_MANY_CONTACTS_THERE')
  })
})

test('two are contacts in the games of both, or in all where either is, or where there would be too many', () => {
  expect(joinGames(['go'], ['chess', 'go'])).toEqual(['chess', 'go'])
  expect([joinGames([], ['go']), joinGames(['go'], [])]).toEqual([[], []])
  const many = Array.from({ length: mostGames }, (_, place) => `g${place}`)
  expect(joinGames(many, many)).toHaveLength(mostGames)
  expect(joinGames(many, ['go'])).toEqual([])
  expect([withoutGame(['chess', 'go'], 'go'), withoutGame(['go'], 'go')]).toEqual([['chess'], []])
  expect([withoutGame([], 'go'), withoutGame(['chess'], 'go')]).toEqual([undefined, undefined])
})
