/** Taking messages back: by their author, by who moderates, or by the server when their time is over. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import { mentioningAmong } from './store/mentions.ts'
import type { MessageRow } from './store/message-states.ts'

/** With their edits and what was told of their links, in this order. `by` is null where nobody does it. */
export const takeBackAll = async (
  tx: Transaction,
  stream: LockedStream<'chat/room'>,
  messages: readonly Pick<MessageRow, 'seq' | 'edits' | 'previewed'>[],
  by: string | null,
): Promise<void> => {
  const seqs = messages.map(({ seq }) => seq)
  const mentioning = await mentioningAmong(tx, stream.id, seqs)
  for (const { seq, edits, previewed } of messages) {
    const also = [...edits, ...previewed].toSorted((one, other) => one - other)
    tx.emit(stream, 'message.deleted', by, {
      seq,
      ...(also.length > 0 ? { also } : {}),
      ...(mentioning.has(seq) ? { unmentions: true } : {}),
    })
  }
}
