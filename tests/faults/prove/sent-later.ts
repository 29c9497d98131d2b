/** Messages that were to be sent later: each once and as it was changed last, and what was cancelled not at all. */
import type { Output } from '@parley/protocol'
import { eventually } from '../../setup/eventually.ts'
import type { Stored } from '../history/history.ts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Planned } from './records.ts'
import type { Scene } from './scene.ts'

/** A process that was killed while it sent them is missed after some 20 s. */
const patienceMs = 60_000

type Listed = Output<'schedule.list'>['scheduled']

/** All of them, page by page: whoever may not say something any more has many that could not be sent. */
const listed = async ({ ask }: Person): Promise<Listed> => {
  const all: Listed = []
  for (let more = true; more; ) {
    const last = all.at(-1)
    const page = await persist(() => ask('schedule.list', last ? { after: last.id } : {}))
    all.push(...(page?.scheduled ?? []))
    more = page?.more ?? false
  }
  return all
}

/** What is due is sent, or could not be. */
export const untilSent = async (people: readonly Person[]): Promise<string[]> => {
  const waits = async (person: Person) => (await listed(person)).some(({ failed }) => failed === undefined)
  const late = people.map(({ name, ...person }) =>
    eventually('all is sent', async () => !(await waits({ name, ...person })), patienceMs).then(
      () => [],
      () => [`what ${name} has had sent later waits still`],
    ),
  )
  return (await Promise.all(late)).flat()
}

const wrongWith = ({ texts, surely, on }: Planned, said: readonly string[], isFailed: boolean): string[] => {
  const sent = said.filter((text) => texts.includes(text))
  if (sent.length > 1) return [`a message that was to be sent later to ${on} was sent ${sent.length} times`]
  if (surely === undefined || isFailed) return []
  const [wanted] = surely
  if (wanted === sent[0]) return []
  return [
    `a message that was to be sent later to ${on} says ${sent[0] ?? 'nothing'}, where it was to say ${wanted ?? 'nothing'}`,
  ]
}

/** With all that they have said there: which of that it was is not known any more. */
const isTakenBack = (stored: readonly Stored[], { on, user }: Planned): boolean =>
  stored.some((event) => event.on === on && event.by === user && event.isRedacted && event.id === undefined)

export const missent = async (stored: readonly Stored[], { people, records, keeps }: Scene): Promise<string[]> => {
  const failed = new Set((await Promise.all(people.map(listed))).flatMap((all) => all.map(({ id }) => id)))
  const held = new Set(stored.map(({ on }) => on))
  return records.planned
    .filter(({ on }) => held.has(on))
    .flatMap((planned) => {
      const said = stored.flatMap(({ on, id }) => (on === planned.on && id !== undefined ? [id] : []))
      const isKnown = keeps && !isTakenBack(stored, planned)
      return wrongWith(isKnown ? planned : { ...planned, surely: undefined }, said, failed.has(planned.id))
    })
}
