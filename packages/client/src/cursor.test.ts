import type { EventFrame, Output } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cursor } from './cursor.ts'
import { History } from './history.ts'

type Standing = Output<'cursor.move'>

/** A room at its server, which two devices of one user read. */
class Model {
  readonly log: EventFrame[] = []
  read = 0

  write(ev: string, by: string, is: EventFrame['is'] = {}): void {
    this.log.push({ on: 'chat/room/1', seq: this.log.length + 1, ev, by, at: 0, is })
    if (ev === 'message.sent' && by === 'me') this.read = this.log.length
  }

  move(seq: number): Standing {
    this.read = Math.max(this.read, seq)
    return this.standing
  }

  get standing(): Standing {
    const head = this.log.length
    return { head, read: this.read, unread: this.unread(this.read, head), mentions: this.mentions(this.read, head) }
  }

  unread(after: number, upTo: number): number {
    return this.log.slice(after, upTo).filter(({ ev }) => ev === 'message.sent').length
  }

  mentions(after: number, upTo: number): number {
    return this.log.slice(after, upTo).filter(({ by, is }) => by !== 'me' && is.tellsMe).length
  }
}

/** One of the devices. What is under way to it and from it arrives when a test says so. */
class Device {
  readonly model = new Model()
  readonly signals: Standing[] = []
  readonly moves: number[] = []
  newest: number
  readonly written: number
  readonly #history = new History(1_000)
  readonly cursor: Cursor

  constructor(written: number) {
    for (let count = 0; count < written; count++) this.model.write('message.sent', 'other')
    this.newest = this.written = written
    this.cursor = new Cursor(this.model.standing, this.#history, 'me')
  }

  take(): void {
    const event = this.model.log[this.newest]
    if (!event) return
    this.newest += 1
    this.#history.append(event)
    this.cursor.apply(event)
  }

  mark(): void {
    if (this.newest <= this.cursor.read) return
    this.cursor.mark(this.newest)
    this.moves.push(this.newest)
  }

  /** Of what has come since it began; of what it has not loaded the server says how much is left. */
  markSome(count: number): void {
    const seq = Math.min(Math.max(this.cursor.read, this.written) + count, this.newest)
    if (seq <= this.cursor.read) return
    this.cursor.mark(seq)
    this.moves.push(seq)
  }

  moved(seq: number): void {
    this.signals.push(this.model.move(Math.min(seq, this.model.log.length)))
  }
}

interface Step {
  readonly what: keyof typeof happenings
  readonly which: number
}

const mentioning = [
  { mentions: { users: ['you', 'me'] }, tellsMe: true },
  { mentions: { users: [], all: 'here' }, tellsMe: true },
  { mentions: { users: ['you'] } },
]

/** Those who are told, of those who are mentioned. */
const edits = [
  { mentions: { users: ['me'] }, told: { users: ['me'] }, tellsMe: true },
  { mentions: { users: ['me', 'you'] }, told: { users: ['you'] } },
  { mentions: { users: ['me'], all: 'everyone' }, told: { users: [], all: 'everyone' } },
  { mentions: { users: [], all: 'everyone' }, told: { users: [], all: 'everyone' }, tellsMe: true },
  { mentions: { users: ['me'] } },
  { unmentions: true },
]

const takeOne = <T>(from: T[], which: number): T[] => from.splice(which % Math.max(from.length, 1), 1)

const happenings = {
  said: ({ model }) => model.write('message.sent', 'other'),
  saidByMe: ({ model }) => model.write('message.sent', 'me'),
  mentioned: ({ model }, which) => model.write('message.sent', 'other', mentioning[which % 3]),
  mentionedByMe: ({ model }) => model.write('message.sent', 'me', mentioning[0]),
  edited: ({ model }, which) => model.write('message.edited', 'other', edits[which]),
  joined: ({ model }) => model.write('member.joined', 'other'),
  arrives: (device) => device.take(),
  mark: (device) => device.mark(),
  markSome: (device, which) => device.markSome(which),
  markElsewhere: (device, which) => device.moved(device.model.read + which),
  moveArrives: (device, which) => {
    for (const seq of takeOne(device.moves, which)) device.moved(seq)
  },
  signalArrives: ({ cursor, signals }, which) => {
    for (const standing of takeOne(signals, which)) cursor.stand(standing)
  },
  signalArrivesTwice: ({ cursor, signals }, which) => {
    const standing = signals[which % Math.max(signals.length, 1)]
    if (standing) cursor.stand(standing)
  },
} satisfies Record<string, (device: Device, which: number) => void>

const steps = fc.array(
  fc.record<Step>({ what: fc.constantFrom(...(Object.keys(happenings) as Step['what'][])), which: fc.nat(5) }),
  { maxLength: 60, size: 'max' },
)

/** Never back, and never less unread than has come or more than there is. */
const act = (device: Device, { what, which }: Step): void => {
  const { cursor, model } = device
  const { read } = cursor
  happenings[what](device, which)
  expect(cursor.read).toBeGreaterThanOrEqual(read)
  expect(cursor.unread).toBeGreaterThanOrEqual(model.unread(cursor.read, device.newest))
  expect(cursor.unread).toBeLessThanOrEqual(model.unread(cursor.read, model.log.length))
  expect(cursor.mentions).toBeGreaterThanOrEqual(model.mentions(cursor.read, device.newest))
  expect(cursor.mentions).toBeLessThanOrEqual(model.mentions(cursor.read, model.log.length))
}

const arriveAll = (device: Device): void => {
  for (const seq of device.moves.splice(0)) device.moved(seq)
  while (device.newest < device.model.log.length) device.take()
}

describe('the cursor of two devices', () => {
  test('is right once all has arrived, in whatever order and however often', () => {
    fc.assert(
      fc.property(fc.nat(5), steps, (written, happened) => {
        const device = new Device(written)
        for (const step of happened) act(device, step)
        arriveAll(device)
        for (const standing of device.signals) device.cursor.stand(standing)
        const { read, unread, mentions } = device.cursor
        expect({ head: device.newest, read, unread, mentions }).toEqual(device.model.standing)
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 },
    )
  })

  test('is right with the next greeting, whatever was lost', () => {
    fc.assert(
      fc.property(fc.nat(5), steps, (written, happened) => {
        const device = new Device(written)
        for (const step of happened) act(device, step)
        arriveAll(device)
        device.cursor.stand(device.model.standing)
        const { read, unread, mentions } = device.cursor
        expect({ head: device.newest, read, unread, mentions }).toEqual(device.model.standing)
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 },
    )
  })
})

describe('what is removed', () => {
  const trimmed = (seq: number, floor: number, unread: number): EventFrame => ({
    on: 'chat/room/1',
    seq,
    ev: 'history.trimmed',
    at: 0,
    is: { floor, unread, last_at: 0 },
  })
  const cursorAt = (read: number) =>
    new Cursor({ head: 10, read, unread: 10 - read, mentions: 0 }, new History(1_000), 'me')

  test('is unread no more for whoever had not read it, and changes nothing for others', () => {
    const [behind, ahead] = [cursorAt(2), cursorAt(8)]
    for (const cursor of [behind, ahead]) cursor.apply(trimmed(11, 6, 4))
    expect([behind.unread, ahead.unread]).toEqual([4, 2])
  })

  test('is not counted off twice where the server has told of it before', () => {
    const cursor = cursorAt(2)
    cursor.stand({ head: 12, read: 2, unread: 5 })
    cursor.apply(trimmed(11, 6, 4))
    expect(cursor.unread).toBe(5)
  })
})
