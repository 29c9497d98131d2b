import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyContainer } from '@parley/testcontainers'
import { Lobby } from '../src/lobby.ts'

test('a player who drops out in the middle of a match comes back and has missed nothing', async () => {
  await using parley = await new ParleyContainer().start()
  const [game, ann, bob] = await parley.createUsers('Game', 'Ann', 'Bob')
  const lobby = new Lobby(await parley.connect(game))
  const [anns, bobs] = await Promise.all([parley.connect(ann), parley.connect(bob)])

  await lobby.invite(bob.user, 'Ann', 'Frozen Lake')
  const invitation = await bobs.until('an invitation', () => [...bobs.rooms.values()][0]?.messages[0])
  assert.equal(invitation.text, '**Ann** invites you to a match on *Frozen Lake*.')

  const match = await lobby.open('Match 12', [ann.user, bob.user])
  const chat = await anns.until('the chat of the match', () => anns.rooms.get(match.id))
  await bobs.until('a welcome', () => bobs.rooms.get(match.id)?.messages[0])

  await bobs.cut()
  await chat.send('Are you still there, Bob?')
  await match.announce('Bob has lost the connection; the match is paused.')
  const { seq } = await chat.send('We wait.')
  await bobs.heal()

  await bobs.waitFor(`chat/room/${match.id}`, seq)
  assert.deepEqual(
    bobs.rooms.get(match.id)?.messages.map(({ text }) => text),
    [
      'Welcome to Match 12, all 2 of you.',
      'Are you still there, Bob?',
      'Bob has lost the connection; the match is paused.',
      'We wait.',
    ],
  )
  assert.deepEqual(await parley.errors(), [])
  await parley.assertNoSecrets()
})
