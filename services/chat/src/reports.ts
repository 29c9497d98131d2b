/** What people have reported, for the operators of the deployment alone. */
import {
  closeReport,
  getReport,
  listReports,
  type ReportOutcome,
  type ReportRow,
  type ReportState,
  type SealedMessage,
} from './store/reports.ts'

export { type ReportOutcome, reportOutcomes } from './store/reports.ts'

export type Report = ReportRow
export type SealedReport = ReportRow & { readonly sealed: readonly SealedMessage[] }

type Db = Parameters<typeof listReports>[0]

const pageLength = 100

/** The oldest first. */
export const reportsThatAre = async function* (db: Db, state: ReportState): AsyncGenerator<Report> {
  for (let page = await listReports(db, state, pageLength); page.length > 0; ) {
    yield* page
    page = await listReports(db, state, pageLength, page.at(-1))
  }
}

/** With what was sealed; undefined where there is none with this id. */
export const sealedReport = (db: Db, id: string): Promise<SealedReport | undefined> => getReport(db, id)

export type Closing = 'closed' | 'closed already' | 'unknown'

/** What was sealed stays. Nobody is told; whoever reported the message may do so again. */
export const closeReportWith = async (db: Db, id: string, outcome: ReportOutcome, reason: string): Promise<Closing> => {
  if (await closeReport(db, id, outcome, reason)) return 'closed'
  return (await getReport(db, id)) ? 'closed already' : 'unknown'
}
