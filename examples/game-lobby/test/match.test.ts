import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ParleyContainer, type StartedParley } from '@parley/testcontainers'
import { Lobby } from '../src/lobby.ts'

let parley: StartedParley
before(async () => {
  parley = await new ParleyContainer().withEnvironment({ ROOM_MEMBERS: '4' }).start()
})
after(() => parley?.stop())

test('who joins a match late can read what was said before', async () => {
  const [game, ann, eve] = await parley.createUsers('Game', 'Ann', 'Eve')
  const match = await new Lobby(await parley.connect(game)).open('Match 1', [ann.user])
  await match.announce('The match begins.')
  await using client = await parley.connect(eve)
  await match.admit(eve.user)
  const chat = await client.until('the chat of the match', () => client.rooms.get(match.id))
  await chat.loadOlder()
  assert.deepEqual(
    chat.messages.map(({ text }) => text),
    ['Welcome to Match 1, all 1 of you.', 'The match begins.'],
  )
})

test('who is dismissed hears no more of the match, and who stays does', async () => {
  const [game, ann, bob] = await parley.createUsers('Game', 'Ann', 'Bob')
  const match = await new Lobby(await parley.connect(game)).open('Match 2', [ann.user, bob.user])
  await using anns = await parley.connect(ann)
  await using bobs = await parley.connect(bob)
  await match.dismiss(bob.user)
  await match.announce('Bob is out.')
  await anns.until('the news', () => anns.rooms.get(match.id)?.messages.some(({ text }) => text === 'Bob is out.'))
  await bobs.until('the end of the match for Bob', () => !bobs.rooms.has(match.id))
})

test('a match has no more players than the game allows', async () => {
  const [game, ...players] = await parley.createUsers('Game', 'Ann', 'Bob', 'Cleo', 'Dan')
  const lobby = new Lobby(await parley.connect(game))
  const tooMany = players.map(({ user }) => user)
  await assert.rejects(lobby.open('Match 3', tooMany), { name: 'ROOM_FULL' })
})

test('players who stand still for a while still get every message once', async () => {
  const [game, ann] = await parley.createUsers('Game', 'Ann')
  const match = await new Lobby(await parley.connect(game)).open('Match 4', [ann.user])
  await using client = await parley.connect(ann)
  const rounds = Array.from({ length: 20 }, (_, place) => `Round ${place + 1}`)
  for (const [place, round] of rounds.entries()) {
    if (place === 5) client.stall()
    if (place === 10) await client.cut()
    await match.announce(round)
  }
  await client.heal()
  const texts = () => client.rooms.get(match.id)?.messages.map(({ text }) => text) ?? []
  await client.until('the last round', () => texts().includes('Round 20'))
  assert.deepEqual(texts(), rounds)
})
