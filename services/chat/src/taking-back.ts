/** Taking messages back: by their author, by who moderates, or by the server when their time is over. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import { mentioningAmong } from './store/mentions.ts'
import type { MessageRow } from './store/message-states.ts'

/** With their edits, in this order. `by` is null where nobody does it. */
export const takeBackAll = async (
  tx: Transaction,
  stream: LockedStream<'chat/room'>,
  messages: readonly Pick<MessageRow, 'seq' | 'edits'>[],
  by: string | null,
): Promise<void> => {
  const seqs = messages.map(({ seq }) => seq)
  const mentioning = await mentioningAmong(tx, stream.id, seqs)
  for (const { seq, edits } of messages) {
    tx.emit(stream, 'message.deleted', by, {
      seq,
      ...(edits.length > 0 ? { also: [...edits] } : {}),
      ...(mentioning.has(seq) ? { unmentions: true } : {}),
    })
  }
}
