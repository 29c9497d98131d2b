/** What people have sent later, and think better of. */
import { setTimeout as sleep } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import { persist } from './persist.ts'
import { clockOf } from './said.ts'
import { type Doing, someRoom } from './scene.ts'

/** Due while much fails, or soon after. */
const longestMs = 2_500

const schedule: Doing = async (who, scene) => {
  const { chance, records } = scene
  const { room, on } = chance.one([someRoom(scene), ...records.threads.slice(-1)])
  const id = uuid7()
  const first = records.newText(clockOf(who))
  const planned = records.plan(who.user, on, id, first)
  const when = { in_ms: chance.whole(50, longestMs) }
  if (await persist(() => who.ask('schedule.create', { room, id, text: first, when }))) planned.surely = [first]
  if (chance.happens(0.4)) return
  await sleep(chance.whole(0, longestMs))
  planned.surely = undefined
  if (chance.happens(0.5)) {
    if (await persist(() => who.ask('schedule.cancel', { room, id }))) planned.surely = []
    return
  }
  const text = records.newText(clockOf(who))
  planned.texts.push(text)
  if (await persist(() => who.ask('schedule.change', { room, id, text }))) planned.surely = [text]
}

/** How often, as in `doings`. */
export const doingsLater: readonly (readonly [Doing, number])[] = [[schedule, 40]]
