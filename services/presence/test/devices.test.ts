/** Two devices of somebody at two gateways, whatever they do: what others see is what a few lines say. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { usePresence } from './running-presence.ts'

let running: Awaited<ReturnType<typeof usePresence>>
beforeAll(async () => {
  running = await usePresence()
})

type Device = 'active' | 'idle' | 'gone'
type Chosen = 'automatic' | 'dnd' | 'invisible'
type Step =
  | { readonly device: 0 | 1; readonly is: Device; readonly isLate: boolean }
  | { readonly chosen: Chosen }
  | { readonly isFlushed: true }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        device: fc.constantFrom(0 as const, 1 as const),
        is: fc.constantFrom<Device>('active', 'idle', 'gone'),
        isLate: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ chosen: fc.constantFrom<Chosen>('automatic', 'dnd', 'invisible') }) },
    { weight: 1, arbitrary: fc.constant({ isFlushed: true as const }) },
  ),
  { maxLength: 20 },
)

/** What others see. */
const expected = (devices: readonly Device[], chosen: Chosen): string => {
  if (chosen === 'invisible' || devices.every((device) => device === 'gone')) return 'offline'
  if (chosen === 'dnd') return 'dnd'
  return devices.includes('active') ? 'online' : 'idle'
}

test('after whatever two devices say, late or in time, chosen or flushed, others see the most present of them', async () => {
  const { gateway, ok, flush, seen } = running
  const play = async (all: readonly Step[]) => {
    const user = randomUUID()
    const gateways = [gateway(), gateway()]
    const devices: [Device, Device] = ['gone', 'gone']
    let [chosen, turn, version]: [Chosen, number, number] = ['automatic', 10, 0]
    const say = (device: 0 | 1, is: Device, at: number) =>
      gateways[device]?.say(is === 'gone' ? [] : [[user, is === 'active' ? 1 : 0]], is === 'gone' ? [user] : [], at)
    for (const step of all) {
      if ('device' in step && step.isLate) {
        // Of a lease that has ended nothing is kept that anything could be older than.
        if (devices[step.device] !== 'gone') await say(step.device, step.is, turn - 5)
      } else if ('device' in step) {
        devices[step.device] = step.is
        turn += 10
        await say(step.device, step.is, turn)
        // Both say all they know, as gateways do, so that turns of both go on.
        for (const device of [0, 1] as const) await say(device, devices[device], turn)
      } else if ('chosen' in step) {
        chosen = step.chosen
        await ok(user, 'presence.set', { state: chosen })
      } else {
        await flush()
        version = 0
        turn += 10
        for (const device of [0, 1] as const) await say(device, devices[device], turn)
      }
      const told = await seen(user)
      expect(told.state).toBe(expected(devices, chosen))
      expect(told.version).toBeGreaterThanOrEqual(version)
      version = told.version
    }
  }
  await fc.assert(fc.asyncProperty(steps, play), { numRuns: Number(process.env.RUNS ?? 60) })
})
