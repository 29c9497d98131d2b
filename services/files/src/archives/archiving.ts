/** Archives by the clock: those that are asked for are made, those whose time is over go. Every step is safe to repeat. */
import { type Job, steadyNow } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { type ArchiveRow, forgetEnded, listEnded, listOpen } from '../store/archives.ts'
import { removeArchive } from './asking.ts'
import { collectPiece } from './collecting.ts'
import { makeArchive } from './making.ts'

const atOnce = 20
/** Of one in one run, so that nobody's much makes others wait. */
const collectWithinMs = 5_000

/** Whether it is made. What is away is asked in the next run. */
const advance = async (context: Context, begun: ArchiveRow): Promise<boolean> => {
  const from = steadyNow()
  try {
    for (let row: ArchiveRow | undefined = begun; row; row = await collectPiece(context, row)) {
      if (row.service === null) return (await makeArchive(context, row)) !== undefined
      if (steadyNow() - from > collectWithinMs) return false
    }
  } catch (err) {
    context.log.warn({ err }, 'an archive does not get on, trying again')
  }
  return false
}

export const archive = async (context: Context): Promise<{ made: number; ended: number }> => {
  let [made, ended] = [0, 0]
  for (const person of await listEnded(context.db, atOnce)) ended += Number(await removeArchive(context, person))
  await forgetEnded(context.db, context.config.ARCHIVE_EVERY_HOURS)
  for (const row of await listOpen(context.db, atOnce)) made += Number(await advance(context, row))
  return { made, ended }
}

export const archiving = (context: Context): Job<'made' | 'ended'> => ({
  name: 'make-archives',
  everySeconds: 5,
  isOften: true,
  counts: ['made', 'ended'],
  run: () => archive(context),
})
