/** What notify tells of somebody who takes along what there is of them. Where their devices are reached is none of it. */
import { type ExportStep, exportRows } from '@parley/service-kit'

export const notifyExporting: readonly ExportStep[] = [
  exportRows({
    table: 'notification',
    what: 'inbox',
    of: ['person'],
    told: 'id, kind, room, message, by, "of", silent, urgent, since, at, state',
    key: `lpad(id::text, 20, '0')`,
    where: `state <> 'removed'`,
  }),
  exportRows({ table: 'inbox', what: 'unread', of: ['person'], told: 'unread', key: 'person' }),
  exportRows({ table: 'alert', what: 'alerts', of: ['person'], told: 'kept, digest, digest_content', key: 'person' }),
  exportRows({
    table: 'alert_place',
    what: 'alerts_of_places',
    of: ['person'],
    told: 'place, level',
    key: 'place',
  }),
  exportRows({
    table: 'device',
    what: 'devices',
    of: ['person'],
    told: 'label, content, withdraws, at',
    key: 'id',
  }),
]
