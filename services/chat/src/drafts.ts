/** Drafts as the protocol tells them. */
import type { Output } from '@parley/protocol'
import type { DraftRow } from './store/drafts.ts'

export const toDraft = ({ text, reply, version }: Omit<DraftRow, 'room'>): Output<'draft.get'> => ({
  text,
  ...(reply === null ? {} : { reply }),
  version,
})
