import { t } from '@lingui/core/macro'
import type { Output } from '@parley/client'
import { useCallback } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { DeedLine } from '../deed-line.tsx'
import { deedName, isToSomebody, moreOf } from './deed-text.ts'
import { Listed } from './listed.tsx'
import { type ReadPage, usePages } from './use-pages.ts'

type Deed = Output<'deed.list'>['deeds'][number]

/** Who has done what to whom on this platform, the newest first. */
export const Deeds = () => {
  const { parley } = useChat()
  const read = useCallback<ReadPage<Deed>>(
    async (last) => {
      const { deeds, more } = await parley.call('deed.list', { limit: 50, ...(last ? { before: last.deed } : {}) })
      return { items: deeds, more }
    },
    [parley],
  )
  return (
    <section className="admin-log" aria-label={t`Log`}>
      <Listed label={t`What was done, the newest first`} of={usePages(read)} none={t`Nothing yet.`}>
        {(deed) => <Line key={deed.deed} of={deed} />}
      </Listed>
    </section>
  )
}

const Line = ({ of: { by, what, whom, reason, is, at } }: { readonly of: Deed }) => (
  <DeedLine
    by={by}
    otherwise={t`Command line`}
    did={deedName(what)}
    whom={isToSomebody(what) && whom !== by ? whom : undefined}
    reason={reason}
    change={moreOf(is)}
    at={at}
  />
)
