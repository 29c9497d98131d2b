/**
 * What services have of somebody is asked for page by page, one service after the other. Each page is kept in the transaction that notes where to
 * go on, so that after a crash nothing is missing and nothing is there twice.
 */
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { Owner } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import { type ExportPage, exportOwners } from '@parley/wire'
import type { Context } from '../context.ts'
import { type ArchiveRow, moveArchive, type Place, putPiece } from '../store/archives.ts'
import { tellArchive } from './telling.ts'

const deflate = promisify(deflateRaw)

/** A service answers after a second, and one piece of work. */
const answerMs = 10_000

type Means = Pick<Context, 'db' | 'bus' | 'publisher'>

const placeBehind = (service: Owner, { next }: ExportPage): Place => {
  if (next) return { service, step: next.step ?? null, after: next.after ?? null }
  const following = exportOwners[exportOwners.indexOf(service) + 1]
  return { service: following ?? null, step: null, after: null }
}

/** How it stands then; undefined where it is over, or another process has it. Fails where the service is away. */
export const collectPiece = async (means: Means, row: ArchiveRow): Promise<ArchiveRow | undefined> => {
  const { person, service, step, after } = row
  if (service === null) return row
  const asked = { user: person, ...(step === null ? {} : { step }), ...(after === null ? {} : { after }) }
  const page = await askOwner(means.bus, service as Owner, 'export', asked, answerMs)
  const packed = await deflate(page.lines.map((line) => `${line}\n`).join(''))
  const moved = await means.db.transaction(async (tx) => {
    const moved = await moveArchive(tx, row, placeBehind(service as Owner, page), page.lines.length)
    if (moved && page.what !== undefined && page.lines.length > 0)
      await putPiece(tx, person, { entry: `${service}/${page.what}.jsonl`, lines: page.lines.length, packed })
    return moved
  })
  if (moved) tellArchive(means, moved)
  return moved
}
