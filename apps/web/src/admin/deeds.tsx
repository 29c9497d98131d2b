import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useCallback } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { tame } from '../tame.ts'
import { fullTime } from '../timeline/times.ts'
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
    <section aria-label={t`Log`}>
      <Listed label={t`What was done, the newest first`} of={usePages(read)} none={t`Nothing yet.`}>
        {(deed) => <Line key={deed.deed} of={deed} />}
      </Listed>
    </section>
  )
}

const Line = ({ of: { by, what, whom, reason, is, at } }: { readonly of: Deed }) => {
  const more = moreOf(is)
  return (
    <li className="admin-deed">
      <p>
        <b dir="auto">{by ? <Name user={by} /> : t`Command line`}</b> {deedName(what)}
        {whom && isToSomebody(what) && whom !== by && (
          <>
            : <Name user={whom} />
          </>
        )}
      </p>
      {reason && (
        <p>
          <Trans>
            “<bdi>{tame(reason)}</bdi>”
          </Trans>
        </p>
      )}
      {more && (
        <p className="hint" dir="auto">
          {tame(more)}
        </p>
      )}
      <time className="hint" dateTime={new Date(at).toISOString()}>
        {fullTime(at)}
      </time>
    </li>
  )
}

const Name = ({ user }: { readonly user: string }) => useName(user)
