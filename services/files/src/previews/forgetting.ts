/** What was found where links lead goes when it is too old. */
import type { Job } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { forgetKnown } from '../store/previews.ts'

const atOnce = 1_000

export const forgettingPreviews = ({ db }: Pick<Context, 'db'>): Job<'links'> => ({
  name: 'forget-previews',
  everySeconds: 600,
  counts: ['links'],
  run: async () => ({ links: await forgetKnown(db, atOnce) }),
})
