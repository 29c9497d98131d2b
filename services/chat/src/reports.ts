/** What people have reported, for the operators of the deployment alone. */
import { getReport, listReports, type ReportRow, type SealedMessage } from './store/reports.ts'

export type Report = ReportRow
export type SealedReport = ReportRow & { readonly sealed: readonly SealedMessage[] }

type Db = Parameters<typeof listReports>[0]

const pageLength = 100

/** Those that are open, the oldest first. */
export const openReports = async function* (db: Db): AsyncGenerator<Report> {
  for (let page = await listReports(db, pageLength); page.length > 0; ) {
    yield* page
    page = await listReports(db, pageLength, page.at(-1))
  }
}

/** With what was sealed; undefined where there is none with this id. */
export const sealedReport = (db: Db, id: string): Promise<SealedReport | undefined> => getReport(db, id)
