import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat, useParley } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { useHost } from '../host/host.ts'
import { deviceAddress } from '../route.ts'
import { clockTime, dayName } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { NamedLine } from './named-line.tsx'

type Listed = Output<'session.list'>

/** Where one is logged in. The rest of a long list comes when it is asked for. */
export const Sessions = () => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const { run, busy, fault } = useDeed()
  const [{ sessions, more }, setListed] = useState<Listed>({ sessions: [], more: false })
  const look = async (after?: string) => {
    const page = await parley.call('session.list', after === undefined ? {} : { after })
    setListed((before) => ({
      ...page,
      sessions: after === undefined ? page.sessions : [...before.sessions, ...page.sessions],
    }))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew with each connection
  useEffect(() => {
    if (isOnline) look().catch(noteFault)
  }, [isOnline])
  const own = sessions.find(({ current }) => current)
  const act = (deed: () => Promise<unknown>) =>
    void run(async () => {
      await deed()
      await look()
    })
  return (
    <section aria-label={t`Where you are logged in`}>
      <h3>
        <Trans>Where you are logged in</Trans>
      </h3>
      <ul className="sessions">
        {sessions.map((session) => (
          <SessionLine
            key={session.session}
            of={session}
            onRename={(device) => act(() => parley.call('session.rename', { session: session.session, device }))}
            onEnd={() => act(() => parley.call('session.revoke', { session: session.session }))}
          />
        ))}
      </ul>
      <Fault text={fault} />
      <div className="buttons">
        {more && (
          <button
            type="button"
            className="quiet"
            disabled={busy}
            onClick={() => act(() => look(sessions.at(-1)?.session))}
          >
            <Trans>Show more</Trans>
          </button>
        )}
        <button type="button" className="quiet" onClick={() => goTo(deviceAddress)}>
          <Trans>Let a device in</Trans>
        </button>
        {own && sessions.length > 1 && (
          <Confirm
            label={t`Log out everywhere else`}
            question={t`Log out on all other devices?`}
            onConfirm={() => act(() => parley.call('session.revoke_all', { keep: own.session }))}
          />
        )}
      </div>
    </section>
  )
}

interface SessionLineProps {
  readonly of: Listed['sessions'][number]
  readonly onRename: (device: string) => void
  readonly onEnd: () => void
}

const SessionLine = ({ of: { device, address, used_at, current }, onRename, onEnd }: SessionLineProps) => {
  const use = current ? t`This device` : t`Used ${dayName(used_at)}, ${clockTime(used_at)}`
  return (
    <NamedLine of="device" given={device} hint={address ? `${use} · ${address}` : use} onRename={onRename}>
      {(name) =>
        !current && (
          <Confirm
            label={t`Log out`}
            name={t`Log out ${name}`}
            question={t`Log out ${apart(name)}?`}
            onConfirm={onEnd}
          />
        )
      }
    </NamedLine>
  )
}
