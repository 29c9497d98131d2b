import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest, start } from '../test/simulated-parley.ts'
import { me, roomId, roomStream } from '../test/simulated-server.ts'
import type { DraftStore, KeptDraft } from './draft.ts'

simulateForEachTest()

const held = (number = 1): string => server.stream(roomStream(roomId(number))).draft.text
const saves = (): number => server.asked('draft.set').length

/** What outlives the program. */
const store = (): DraftStore & { readonly kept: Map<string, KeptDraft> } => {
  const kept = new Map<string, KeptDraft>()
  return { kept, load: (id) => kept.get(id), save: (id, draft) => void kept.set(id, draft) }
}

/** As somebody types, a letter each tenth of a second. */
const type = async (text: string): Promise<void> => {
  const before = room().draft.text
  for (let end = 1; end <= text.length; end++) {
    room().writeDraft(before + text.slice(0, end))
    await clock.pass(100)
  }
}

describe('a draft', () => {
  test('is saved every few seconds while one types, and never for each letter', async () => {
    server.room(1)
    await online()
    await type('a'.repeat(100))
    expect(saves()).toBeLessThanOrEqual(4)
    expect(held().length).toBeGreaterThan(50)
    await clock.pass(5_000)
    expect(held()).toBe('a'.repeat(100))
    await clock.pass(60_000)
    expect(saves()).toBeLessThanOrEqual(5)
  })

  test('is saved at once when one looks elsewhere, and needs no request where there is nothing to save', async () => {
    server.room(1)
    await online()
    room().writeDraft('half')
    await Promise.all([room().saveDraft(), clock.pass(100)])
    expect(held()).toBe('half')
    await Promise.all([room().saveDraft(), clock.pass(100)])
    room().writeDraft('half')
    expect(saves()).toBe(1)
    await clock.pass(5_000)
  })

  test('follows to a device that comes later, and to one that is there', async () => {
    const id = server.room(1)
    server.setDraft({ room: id, text: 'written on the way', reply: 1 })
    await online()
    expect(room().draft).toEqual({ text: 'written on the way', reply: 1 })
    const { draft } = room()
    expect(room().draft).toBe(draft)
    server.setDraft({ room: id, text: 'and more', version: server.stream(roomStream(id)).draft.version })
    await clock.pass(100)
    expect(room().draft).toEqual({ text: 'and more' })
  })

  test('that another device has changed or ended while one was away is known after', async () => {
    const [one, two] = [server.room(1), server.room(2)]
    for (const id of [one, two]) server.setDraft({ room: id, text: 'before' })
    await online()
    server.socket.sever()
    const { version } = server.stream(roomStream(one)).draft
    server.setDraft({ room: one, text: 'after', version })
    server.setDraft({ room: two, text: '', version })
    await clock.pass(1_000)
    expect([room(1).draft.text, room(2).draft.text]).toEqual(['after', ''])
    expect(saves()).toBe(0)
  })

  test('that was written without a connection is saved when there is one', async () => {
    server.room(1)
    await online()
    server.socket.sever()
    room().writeDraft('in the tunnel')
    await clock.pass(5_000)
    expect([room().draft.text, held()]).toEqual(['in the tunnel', 'in the tunnel'])
  })

  test('outlives the program where its store does, also before the server has it, and the server’s later one wins', async () => {
    const id = server.room(1)
    const drafts = store()
    await online({ drafts })
    room().writeDraft('not saved yet')
    await parley.close()
    expect(held()).toBe('')
    await online({ drafts })
    await clock.pass(5_000)
    expect([room().draft.text, held()]).toEqual(['not saved yet', 'not saved yet'])
    await parley.close()
    server.setDraft({ room: id, text: 'changed elsewhere', version: server.stream(roomStream(id)).draft.version })
    await online({ drafts })
    expect(room().draft.text).toBe('changed elsewhere')
  })

  test('that two devices write at once is lost on neither: what is typed here stands behind what is saved', async () => {
    const id = server.room(1)
    await online()
    room().writeDraft('typed here')
    server.setDraft({ room: id, text: 'typed there' })
    await clock.pass(100)
    expect(room().draft.text).toBe('typed there\n\ntyped here')
    await clock.pass(10_000)
    expect(held()).toBe('typed there\n\ntyped here')
  })

  test('of which one device has the beginning of what another has is not said twice', async () => {
    const id = server.room(1)
    await online()
    room().writeDraft('Good morning, all')
    server.setDraft({ room: id, text: 'Good morning' })
    await clock.pass(10_000)
    expect([room().draft.text, held()]).toEqual(['Good morning, all', 'Good morning, all'])
    expect(server.stream(roomStream(id)).draft.text).toBe('Good morning, all')
  })

  test('whose answer got lost is not taken for that of another device', async () => {
    server.room(1)
    await online()
    room().writeDraft('first')
    server.troubleWith = ({ do: command }) => (command === 'draft.set' ? { kind: 'sever', acted: true } : undefined)
    await clock.pass(3_100)
    server.troubleWith = () => undefined
    room().writeDraft('second')
    await clock.pass(20_000)
    expect([room().draft.text, held()]).toEqual(['second', 'second'])
  })

  test('ends with what one sends, here and on another device', async () => {
    const id = server.room(1)
    await online()
    await type('Hello')
    await clock.pass(5_000)
    await clock.pass(10)
    void room().send('Hello')
    room().writeDraft('')
    await clock.pass(5_000)
    expect([room().draft.text, held()]).toEqual(['', ''])
    server.setDraft({ room: id, text: 'there', version: server.stream(roomStream(id)).draft.version })
    await clock.pass(100)
    expect(room().draft.text).toBe('there')
    server.say(id, 'there', me)
    await clock.pass(100)
    expect(room().draft.text).toBe('')
    // Behind many messages of others the server would not find that one.
    await clock.pass(5_000)
    expect(held()).toBe('')
  })

  test('that is being typed stays when a message of another device comes', async () => {
    const id = server.room(1)
    await online()
    room().writeDraft('still at it')
    server.say(id, 'from my phone', me)
    await clock.pass(5_000)
    expect([room().draft.text, held()]).toEqual(['still at it', 'still at it'])
  })

  test.each([
    ['longer than any message', 'x'.repeat(4_001)],
    ['blank', ' \n '],
  ])('that is %s stays here and is not sent to the server', async (_, text) => {
    server.room(1)
    const drafts = store()
    await online({ drafts })
    room().writeDraft(text)
    await clock.pass(60_000)
    expect([room().draft.text, drafts.kept.get(roomId(1))?.text, saves()]).toEqual([text, text, 0])
  })

  test.each(['TOO_MANY_DRAFTS', 'UNKNOWN_COMMAND'] as const)(
    'that the server refuses with %s stays here, and is not tried again until one writes on',
    async (name) => {
      server.room(1)
      await online()
      server.troubleWith = ({ do: command }) => (command.startsWith('draft.') ? { kind: 'refuse', name } : undefined)
      room().writeDraft('one')
      await clock.pass(60_000)
      expect([room().draft.text, saves()]).toEqual(['one', 1])
      server.troubleWith = () => undefined
      room().writeDraft('one and')
      await clock.pass(5_000)
      expect(held()).toBe('one and')
    },
  )

  test('whose store fails is a draft all the same', async () => {
    server.room(1)
    const broken = () => {
      throw new Error('no room')
    }
    start({ drafts: { load: broken, save: broken } })
    await clock.pass(100)
    room().writeDraft('mine')
    await clock.pass(5_000)
    expect(held()).toBe('mine')
  })
})
