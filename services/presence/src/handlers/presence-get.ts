import type { Handler } from '@parley/service-kit'
import { asOwn, unsaid } from '../choice.ts'
import type { Context } from '../context.ts'
import { readChoices } from '../store/choices.ts'

export const presenceGet: Handler<'presence.get', Context> = async (_input, { user }, { db, clock }) => {
  const [choice = unsaid(user)] = await readChoices(db, [user])
  return asOwn(choice, clock.now())
}
