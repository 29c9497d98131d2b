import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { viewScreening } from '../screening.ts'

export const screeningGet: Handler<'screening.get', Chat> = async ({ space }, { user }, { db }) =>
  (await viewScreening(db, space, user)) ?? fail('SPACE_NOT_FOUND')
