/** `parley reports [<id>]`: what people have reported, for the operators. */
import { openReports, type Report, sealedReport } from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment, openToLook } from '@parley/service-kit'
import { openDatabase } from './backup/database.ts'

const lineOf = ({ id, at, kind, room, seq, author, authorName, by, byName, note }: Report): string =>
  [
    id,
    new Date(at).toISOString(),
    kind,
    `${room} ${seq}`,
    `by ${JSON.stringify(authorName)} ${author}`,
    `reported by ${JSON.stringify(byName)} ${by}`,
    ...(note ? [JSON.stringify(note)] : []),
  ].join('  ')

export const tellReports = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const [id, ...more] = args
  if (more.length > 0) throw new ConfigFaults(['reports takes the id of one report, or nothing'])
  if (id !== undefined && !matches(Id, id)) throw new ConfigFaults([`"${id}" is no id`])
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToLook(database.url, 'chat')
  if (id === undefined) {
    for await (const report of openReports(chat.db)) process.stdout.write(`${lineOf(report)}\n`)
    return undefined
  }
  const report = await sealedReport(chat.db, id)
  if (!report) process.stderr.write(`there is no report ${id}\n`)
  else process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  return report ? undefined : 1
}
