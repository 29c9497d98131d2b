import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Turn } from './turn.ts'

/** Streams and connections to be flushed; a stream that is flushed writes to some connections. */
const turns = fc.array(
  fc.array(
    fc.oneof(fc.record({ writes: fc.array(fc.nat(5), { maxLength: 4 }) }), fc.record({ connection: fc.nat(5) })),
  ),
  { maxLength: 5 },
)

test('a turn ends with its streams flushed, and then each connection that they or others wrote to', async () => {
  await fc.assert(
    fc.asyncProperty(turns, async (asked) => {
      const turn = new Turn()
      const flushed: string[] = []
      const flushConnection = (name: number) =>
        turn.flushConnection({ flush: () => flushed.push(`connection ${name}`) })
      const flushStream = (writes: readonly number[]) =>
        turn.flushStream({
          flush: () => {
            flushed.push('stream')
            writes.forEach(flushConnection)
          },
        })
      for (const acts of asked) {
        for (const act of acts) 'writes' in act ? flushStream(act.writes) : flushConnection(act.connection)
        expect(flushed).toEqual([])
        await setImmediate()
        const streams = acts.flatMap((act) => ('writes' in act ? [act.writes] : []))
        const connections = acts.flatMap((act) => ('writes' in act ? [] : [act.connection]))
        const due = [...connections, ...streams.flat()].map((name) => `connection ${name}`)
        expect(flushed.splice(0)).toEqual([...streams.map(() => 'stream'), ...due])
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 500 },
  )
})
