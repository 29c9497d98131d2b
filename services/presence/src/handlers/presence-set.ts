import { fail, mostActivityBytes } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { asOwn, changed, unsaid } from '../choice.ts'
import type { Context } from '../context.ts'
import { lockChoice, readChoices, writeChoice } from '../store/choices.ts'

export const presenceSet: Handler<'presence.set', Context> = async (input, { user }, { db, clock, chosen }) => {
  if (Buffer.byteLength(JSON.stringify(input.activity ?? {})) > mostActivityBytes)
    fail('ACTIVITY_TOO_LARGE', { most: mostActivityBytes })
  const now = clock.now()
  const choice = await db.transaction(
    async (tx) => {
      await lockChoice(tx, user)
      const [before = unsaid(user)] = await readChoices(tx, [user])
      const after = changed(before, input, now)
      await writeChoice(tx, after)
      return after
    },
    { account: user },
  )
  await chosen(choice)
  return asOwn(choice, now)
}
