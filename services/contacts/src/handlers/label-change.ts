import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { renameLabel } from '../store/relations.ts'

export const labelChange: Handler<'label.change', Context> = ({ label, name }, { user }, context) =>
  onOwnStream(context, user, async (tx, own) => {
    if (label !== name && (await renameLabel(tx, user, label, name)))
      tx.emit(own, 'label.changed', user, { label, name })
    return { seq: own.head }
  })
