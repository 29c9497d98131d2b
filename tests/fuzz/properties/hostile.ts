/** What is costly to judge, as large as a frame may be; and names and messages that show nothing. */
import assert from 'node:assert/strict'
import { type CommandName, type Subprotocol, subprotocols } from '@parley/protocol'
import fc from 'fast-check'
import { hostileValues, withHostile } from '../../setup/hostile.ts'
import { names } from '../../setup/samples.ts'
import { encode, openWire } from '../../setup/wire.ts'
import { expectAnswered, expectHttpAnswer } from '../outcomes.ts'
import { frameBytes, type Target } from '../target.ts'
import { greeted } from './messages.ts'
import type { Property } from './property.ts'

const few = { minLength: 1, maxLength: 6, size: 'max' } as const

/** A report of a failure names what was sent, and does not hold it. */
const named = (hostile: Hostile): Hostile => Object.defineProperty(hostile, 'input', { enumerable: false })

/** Made once, as that takes longer than to judge them. */
let made: Record<string, unknown> | undefined

interface Hostile {
  readonly name: CommandName
  readonly what: string
  readonly input: unknown
}

const inputTo = (target: Target): fc.Arbitrary<Hostile> => {
  made ??= hostileValues(frameBytes - 1_000)
  return fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...Object.entries(made)), fc.nat(20))
    .map(([name, [what, value], place]) => {
      const inputs = withHostile(target.inputs[name], value)
      return named({ name, what, input: inputs[place % inputs.length] })
    })
}

/** Of the inputs those that fit into a frame; encoders are not made for what nests without end. */
const fits = (write: (frame: unknown) => string | Buffer) => (input: unknown) => {
  try {
    return Buffer.byteLength(write(input)) <= frameBytes
  } catch {
    return false
  }
}

const onSocket = (subprotocol: Subprotocol): Property => ({
  kind: `large inputs in ${subprotocol}`,
  claim: `inputs in ${subprotocol} that are large, deep or of many parts are answered, and shortly`,
  share: 2,
  of: (target) =>
    fc.asyncProperty(fc.array(inputTo(target), few), async (all) => {
      const frames = all
        .map(({ name, input }) => ({ id: 1, do: name, with: input }))
        .filter(fits((frame) => encode(subprotocol, frame)))
      const greetings = frames.filter((frame) => frame.do === 'hello')
      const others = frames.filter((frame) => frame.do !== 'hello')
      target.begin(`large inputs in ${subprotocol}`, frames.length + 1)
      await using wire = await openWire(target.url, target.token, subprotocol)
      for (const frame of [...greetings, { id: 1, do: 'hello' }, ...others]) wire.send(frame)
      await expectAnswered(wire, frames.length + 1, target)
    }),
})

const overHttp: Property = {
  kind: 'large inputs over HTTP',
  claim: 'inputs over HTTP that are large, deep or of many parts are answered, and shortly',
  share: 2,
  of: (target) =>
    fc.asyncProperty(fc.array(inputTo(target), few), async (all) => {
      const good = all.filter(({ input }) => fits(JSON.stringify)(input))
      fc.pre(good.length > 0)
      target.begin('large inputs over HTTP', good.length)
      for (const { name, input } of good) {
        const headers = { authorization: `Bearer ${target.token}` }
        const init = { method: 'POST', headers, body: JSON.stringify(input) }
        await expectHttpAnswer(await fetch(`${target.url}/v1/${name}`, init), target)
      }
    }),
}

/** None of these is drawn, alone or with the others. Halves of surrogate pairs are left out: MessagePack has none. */
const unseen = fc.string({
  unit: fc.constantFrom(
    ...' \t\n\u00a0\u3000\u2028\u0001\u001b\u007f\u0085\u200b\u200c\u200d\u2060\ufeff\u202e\u2066\u200f\u061c',
    ...'\u3164\u115f\u1160\uffa0\u2800\ufffc\u00ad\u034f\u180e\ufe0f\u{e0100}\u{e0067}\u{e007f}\u0301\u0489\u20dd\u0903',
  ),
  minLength: 1,
  maxLength: 64,
})

const places: readonly (readonly [CommandName, string])[] = [
  ['message.send', 'text'],
  ['direct.send', 'text'],
  ['room.create', 'name'],
  ['account.create', 'name'],
]

const unseenOn = (subprotocol: Subprotocol): Property => ({
  kind: `unseen texts in ${subprotocol}`,
  claim: `names and messages in ${subprotocol} that show nothing are refused`,
  share: 1,
  of: (target) =>
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...places), unseen), few), async (all) => {
      target.begin(`unseen texts in ${subprotocol}`, all.length)
      await using wire = await greeted(target, subprotocol)
      for (const [[name, member], text] of all) {
        const answer = await wire.ask(name, { ...(target.inputs[name] as object), [member]: text })
        assert.ok('error' in answer, `${name} took ${JSON.stringify(text)}`)
        target.tally.outcomes.refused++
      }
    }),
})

export const hostile: readonly Property[] = [
  ...subprotocols.flatMap((subprotocol) => [onSocket(subprotocol), unseenOn(subprotocol)]),
  overHttp,
]
