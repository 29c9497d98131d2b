/** What presence tells of somebody who takes along what there is of them. */
import { type ExportStep, exportRows } from '@parley/service-kit'

export const presenceExporting: readonly ExportStep[] = [
  exportRows({
    table: 'choice',
    what: 'chosen',
    of: ['person'],
    told: 'state, status, status_ends, activity, activity_ends, last_seen',
    key: 'person',
  }),
]
