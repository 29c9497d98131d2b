import type { Source } from './source.ts'

/**
 * Who may look at the time of day, and what for. It is set forward and back while we run: what measures a span by it waits
 * for as long as the step, or gives up at once.
 */
export const timeOfDay: Readonly<Record<string, string>> = {
  'packages/service-kit/src/clock-of-auth.ts':
    'how far this machine is from auth, for the log; and where auth has not answered yet',
  'gateway/src/typing.ts': 'the moment of a signal, which people read',
  'services/notify/src/push/posting.ts': 'Retry-After may be a moment, by the clock of whoever says it',
  'services/notify/src/push/sending.ts': 'a signature says when it was made, by which its reader goes',
  'services/contacts/src/in-force.ts': 'the moment of what is told ahead, by which nobody goes',
  'packages/service-kit/src/publisher.ts': 'the moment of a signal, which people read',
  'packages/client/src/clock.ts': "the SDK's clock: everything else in it asks that",
  'packages/client/src/uuid7.ts': 'ids that sort by when they were made',
  'apps/web/src/timed/moments.ts': 'what people choose, such as tomorrow at nine',
  'packages/client/src/lock-file.ts': 'the age of a file, which is kept by the time of day',
  'apps/web/src/timeline/times.ts': 'today and yesterday, which people read',
  'apps/web/src/chat/connection.tsx': 'a countdown that people read',
  'apps/web/src/kept/drafts.ts': 'which draft is the oldest, over restarts of the browser',
  'scripts/start/demo.ts': 'ids that sort by when they were made',
}

/** Where spans are measured: a clock that does not go back, whatever the system says. */
const steadyClock = 'packages/service-kit/src/steady-clock.ts'
const ofServers = /^(gateway|services\/[^/]+|packages\/service-kit)\/src\//

const isTested = (path: string) => path.startsWith('tests/') || /\/test\/|\.test\.tsx?$/.test(path)
const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
const looksAtDay = /\bDate\.now\b|\bnew Date\(\)|(?<!new )\bDate\(\)/
const looksAtSystem = /\bperformance\.now\b|\bhrtime\b/

/** What is wrong with how this file knows the time. */
export const clockFaults = ({ path, text }: Pick<Source, 'path' | 'text'>): string[] => {
  if (isTested(path)) return []
  const own = code(text)
  const faults: string[] = []
  if (looksAtDay.test(own) && !timeOfDay[path]) faults.push('looks at the time of day: measure spans with steadyNow()')
  if (ofServers.test(path) && path !== steadyClock && looksAtSystem.test(own))
    faults.push('measures without steadyNow()')
  return faults
}

/** Entries of the table that nothing stands behind any more. */
export const idleReasons = (sources: readonly Pick<Source, 'path' | 'text'>[]): string[] => {
  const looking = new Set(sources.filter(({ text }) => looksAtDay.test(code(text))).map(({ path }) => path))
  return Object.keys(timeOfDay).filter((path) => !looking.has(path))
}
