/** What files tells of somebody who takes along what there is of them; the bytes are put beside that (`archives/making.ts`). */
import { type ExportStep, exportRows } from '@parley/service-kit'

export const filesExporting: readonly ExportStep[] = [
  exportRows({
    table: 'file',
    what: 'files',
    of: ['owner'],
    told: `id, name, size, (select type from content where content.id = file.content) as type, alt, waveform, added, until`,
    key: 'id',
    where: 'not exists (select from archive where archive.file = file.id)',
  }),
  exportRows({ table: 'infected', of: ['owner'], told: 'file, found', key: 'file' }),
  exportRows({ table: 'usage', of: ['owner'], told: 'bytes, files', key: 'owner' }),
  exportRows({ table: 'upload', what: 'uploads', of: ['owner'], told: 'id, name, bytes, until', key: 'id' }),
]
