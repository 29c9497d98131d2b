import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { useCallback, useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { DeedLine } from '../deed-line.tsx'
import { Fault } from '../fault.tsx'
import { Loading } from '../loading.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { changeText, deedText } from './audit-text.ts'
import { roleName } from './roles.tsx'

type Page = Output<'audit.list'>
type Entry = Page['entries'][number]

/** Who has done what, the latest first. A page may be empty and have a next one: what one may not see is left out. */
export const Audit = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const [told, setTold] = useState<Page>()
  const { run, busy, fault } = useDeed()
  const load = useCallback(
    async (before?: Page) => {
      const page = await parley.call('audit.list', { space: space.id, ...(before?.next ? { after: before.next } : {}) })
      setTold({ ...page, entries: [...(before?.entries ?? []), ...page.entries] })
    },
    [parley, space],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs what is loaded, and is new with each drawing
  useEffect(() => void run(() => load()), [load])
  return (
    <>
      <Fault text={fault} />
      {!told && !fault && <Loading />}
      <ol className="audit" aria-label={t`What was done, the latest first`}>
        {told?.entries.map((entry) => (
          <Line key={entry.entry} space={space} entry={entry} />
        ))}
      </ol>
      {told?.entries.length === 0 && !told.next && (
        <p className="hint">
          <Trans>Nothing yet.</Trans>
        </p>
      )}
      {told?.next && (
        <button type="button" className="quiet" disabled={busy} onClick={() => run(() => load(told))}>
          <Trans>Show older</Trans>
        </button>
      )}
    </>
  )
}

const Line = ({ space, entry }: { readonly space: Space; readonly entry: Entry }) => {
  const { by, did, user, room, role, reason, at } = entry
  const where = room && space.room(room)?.name
  const what = role === undefined ? undefined : space.roleList.find((one) => one.role === role)
  return (
    <DeedLine
      by={by}
      otherwise="Parley"
      did={deedText(did)}
      whom={user}
      reason={reason}
      change={changeText(entry.before, entry.after)}
      at={at}
    >
      {what && (
        <>
          {' '}
          (<bdi>{roleName(what)}</bdi>)
        </>
      )}
      {where && (
        <Trans>
          {' '}
          in <bdi>{tame(where)}</bdi>
        </Trans>
      )}
    </DeedLine>
  )
}
