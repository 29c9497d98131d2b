import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { useCallback, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { Portrait } from '../people/portrait.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

type Page = Output<'ban.list'>

/** Who is banned: looked at when it is opened. */
export const Bans = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const [told, setTold] = useState<Page>()
  const { run, busy, fault } = useDeed()
  const load = useCallback(
    async (before?: Page) => {
      const page = await parley.call('ban.list', { space: space.id, ...(before?.next ? { after: before.next } : {}) })
      setTold({ ...page, bans: [...(before?.bans ?? []), ...page.bans] })
    },
    [parley, space],
  )
  const lift = (user: string) => run(() => parley.call('ban.remove', { space: space.id, user }).then(() => load()))
  return (
    <details
      className="bans"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void run(() => load())
      }}
    >
      <summary>
        <Trans>Banned</Trans>
      </summary>
      <Fault text={fault} />
      {told?.bans.length === 0 && (
        <p className="hint">
          <Trans>Nobody.</Trans>
        </p>
      )}
      <ul className="members" aria-label={t`Banned`}>
        {told?.bans.map(({ user, name, reason }) => (
          <li key={user}>
            <Portrait user={user} name={name} />
            <span className="who">
              {tame(name)}
              {reason && <span className="hint">{tame(reason)}</span>}
            </span>
            <Confirm
              label={t`Lift`}
              name={t`Lift the ban of ${tame(name)}`}
              question={t`Let ${apart(tame(name))} come in again?`}
              onConfirm={() => lift(user)}
            />
          </li>
        ))}
      </ul>
      {told?.next && (
        <button type="button" className="quiet" disabled={busy} onClick={() => run(() => load(told))}>
          <Trans>Show more</Trans>
        </button>
      )}
    </details>
  )
}
