/** How people invite each other to play, and answer. */
import { uuid7 } from '@parley/client'
import type { Invitation } from '@parley/client/contacts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Answer } from './records.ts'
import type { Doing, Scene } from './scene.ts'

/** What lets somebody join, by its invitation. */
export const secretOf = (invitation: string): string => `secret of ${invitation}`

/** Some to a party that they are in, some for a moment alone, and often by way of two gateways: it is one. */
const invite: Doing = async (who, { chance, people }) => {
  const { user } = chance.one(people)
  if (user === who.user) return
  const id = uuid7()
  const { all } = who.app.together.parties
  const to =
    all.length > 0 && chance.happens(0.6)
      ? { party: chance.one(all).party, ...(chance.happens(0.5) ? { carries: true as const } : {}) }
      : { game: 'go' }
  const asked = {
    ...{ invitation: id, user, ...to, secret: secretOf(id) },
    ...(chance.happens(0.1) ? { expires_in_ms: 1_000 } : {}),
  }
  const attempt = () => persist(() => who.ask('invitation.send', asked))
  await Promise.all([attempt(), ...(chance.happens(0.3) ? [attempt()] : [])])
}

const askToJoin: Doing = async (who, { chance, people }) => {
  const { user } = chance.one(people)
  if (user !== who.user) await persist(() => who.ask('invitation.ask', { invitation: uuid7(), user, game: 'chess' }))
}

/** What is told is noted: of all answers one counts. */
const settle = async (
  answer: Answer,
  { invitation, kind }: Invitation,
  who: Person,
  { records }: Scene,
): Promise<void> => {
  if (answer !== 'accepted') {
    const command = answer === 'declined' ? 'invitation.decline' : 'invitation.cancel'
    if (await persist(() => who.ask(command, { invitation }))) records.answer(invitation, answer)
    return
  }
  const party = who.app.together.parties.of('chess')?.party
  const more = kind === 'ask' && party ? { party } : {}
  const told = await persist(() => who.ask('invitation.accept', { invitation, ...more }))
  if (!told) return
  records.answer(invitation, answer)
  if (kind === 'invite' && told.secret !== secretOf(invitation))
    records.mistold.push(`${who.name} accepts ${invitation}, and is told ${told.secret}`)
}

const withOne =
  (of: 'received' | 'sent', ...answers: readonly Answer[]): Doing =>
  async (who, scene) => {
    const all = who.app.together.invitations[of]
    if (all.length === 0) return
    const invitation = scene.chance.one(all)
    await Promise.all(answers.map((answer) => settle(answer, invitation, who, scene)))
  }

/** Whoever sent it takes it back while the other accepts it, and declines it on another device. */
const cross: Doing = async (who, scene) => {
  const all = who.app.together.invitations.received
  if (all.length === 0) return
  const invitation = scene.chance.one(all)
  const sender = scene.people.find(({ user }) => user === invitation.from)
  await Promise.all([
    settle('accepted', invitation, who, scene),
    settle('declined', invitation, who, scene),
    ...(sender ? [settle('cancelled', invitation, sender, scene)] : []),
  ])
}

/** How often, as in `doings`. */
export const doingsWithInvitations: readonly (readonly [Doing, number])[] = [
  [invite, 34],
  [askToJoin, 10],
  [withOne('received', 'accepted'), 18],
  [withOne('received', 'declined'), 8],
  [withOne('sent', 'cancelled'), 6],
  [cross, 12],
]
