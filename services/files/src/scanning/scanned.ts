/** Files that wait until a scanner has looked at them: nobody sees them before that. */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { fail } from '@parley/protocol'
import { type ConfigOf, type Job, type Log, warnSeldom } from '@parley/service-kit'
import type { filesConfig } from '../config.ts'
import type { Context } from '../context.ts'
import type { Counts } from '../metrics.ts'
import { findWaiting, forgetInfected, passContent, takeInfected, waitOn } from '../store/scans.ts'
import { scanBy, type Verdict } from './clamd.ts'

/** Undefined where there is no verdict, as the scanner is away. */
export type Scanner = (bytes: Readable) => Promise<Verdict | undefined>

type Settings = Pick<ConfigOf<typeof filesConfig>, 'CLAMD_URL' | 'SCAN_MS'>

/** Undefined where there is none. */
export const openScanner = ({ CLAMD_URL, SCAN_MS }: Settings, counts: Counts, log: Log): Scanner | undefined => {
  if (!CLAMD_URL) return undefined
  const scan = scanBy(CLAMD_URL, SCAN_MS)
  const warn = warnSeldom(log)
  return async (bytes) => {
    try {
      const verdict = await scan(bytes)
      counts.scanned(verdict.found === undefined ? 'clean' : 'found')
      return verdict
    } catch (err) {
      counts.scanned('failed')
      warn({ err }, 'the scanner for viruses gives no verdict: files wait')
      return undefined
    }
  }
}

/** Whether what has come has to wait. Fails with FILE_INFECTED. */
export const hasToWait = async ({ scan }: Pick<Context, 'scan'>, path: string): Promise<boolean> => {
  if (!scan) return false
  const verdict = await scan(createReadStream(path))
  if (verdict?.found !== undefined) fail('FILE_INFECTED', { why: verdict.found })
  return verdict === undefined
}

/** So that one after which the scanner says nothing holds up few. */
const atOnce = 5
const keptDays = 30

const lookAgain = async ({ db, kept }: Context, scan: Scanner): Promise<Record<'passed' | 'infected', number>> => {
  const done = { passed: 0, infected: 0 }
  for (const { content, name, place } of await findWaiting(db, kept.places, atOnce)) {
    const bytes = await kept.at(place).read(name)
    const verdict = bytes && (await scan(bytes))
    if (!verdict) await waitOn(db, content)
    else if (verdict.found === undefined) done.passed += await passContent(db, content)
    else done.infected += await db.transaction((tx) => takeInfected(tx, content))
  }
  await forgetInfected(db, keptDays)
  return done
}

export const scanning = (context: Context, scan: Scanner): Job<'passed' | 'infected'> => ({
  name: 'scan-files',
  everySeconds: 10,
  isOften: true,
  counts: ['passed', 'infected'],
  run: () => lookAgain(context, scan),
})
