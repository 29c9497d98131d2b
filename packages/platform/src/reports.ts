/** `parley reports`, `parley close-report`: what people have reported, for the operators. */
import {
  type Closing,
  closeReportWith,
  type Report,
  type ReportOutcome,
  reportOutcomes,
  reportsThatAre,
  sealedReport,
} from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment, openToLook, openToMend } from '@parley/service-kit'
import { openDatabase } from './backup/database.ts'

const dateOf = (at: number): string => new Date(at).toISOString()

const lineOf = ({ id, at, kind, room, seq, author, authorName, by, byName, note, ...end }: Report): string =>
  [
    id,
    dateOf(at),
    kind,
    `${room} ${seq}`,
    `by ${JSON.stringify(authorName)} ${author}`,
    `reported by ${JSON.stringify(byName)} ${by}`,
    ...(note ? [JSON.stringify(note)] : []),
    ...(end.closed === null ? [] : [`closed ${dateOf(end.closed)} ${end.outcome}: ${JSON.stringify(end.reason)}`]),
  ].join('  ')

const readId = (id: string): string => {
  if (!matches(Id, id)) throw new ConfigFaults([`"${id}" is no id`])
  return id
}

export const tellReports = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const [id, ...more] = args
  if (more.length > 0) throw new ConfigFaults(['reports takes the id of one report, the word closed, or nothing'])
  if (id !== undefined && id !== 'closed') readId(id)
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToLook(database.url, 'chat')
  if (id === undefined || id === 'closed') {
    for await (const report of reportsThatAre(chat.db, id ?? 'open')) process.stdout.write(`${lineOf(report)}\n`)
    return undefined
  }
  const report = await sealedReport(chat.db, id)
  if (!report) process.stderr.write(`there is no report ${id}\n`)
  else process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  return report ? undefined : 1
}

const told: Readonly<Record<Closing, string>> = {
  closed: 'is closed; what was sealed stays, and nobody is told',
  'closed already': 'is closed already: nothing was changed',
  unknown: 'is not known here: nothing was changed',
}

const isOutcome = (outcome: string): outcome is ReportOutcome => (reportOutcomes as readonly string[]).includes(outcome)

export const closeReport = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const [id = '', outcome = '', ...words] = args
  const reason = words.join(' ').trim()
  if (!isOutcome(outcome) || !reason)
    throw new ConfigFaults([
      `close-report takes the id of a report, what was done, which is ${reportOutcomes.join(', ')}, and the reason`,
    ])
  readId(id)
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToMend(database.url, 'chat')
  const done = await closeReportWith(chat.db, id, outcome, reason)
  const to = done === 'unknown' ? process.stderr : process.stdout
  to.write(`report ${id} ${told[done]}\n`)
  return done === 'unknown' ? 1 : undefined
}
