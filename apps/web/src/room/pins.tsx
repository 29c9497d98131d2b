import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Message, Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Loading } from '../loading.tsx'
import { MessageLink } from '../timeline/message-link.tsx'
import { useDeed } from '../use-deed.ts'

interface PinsProps {
  readonly room: Room
  readonly onClose: () => void
}

/** What is pinned as the list is opened; each leads to its place. */
export const Pins = ({ room, onClose }: PinsProps) => {
  const [pins, setPins] = useState<readonly Message[]>()
  const { run, fault } = useDeed()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is loaded once
  useEffect(() => void run(async () => setPins(await room.loadPins())), [room])
  return (
    <Dialog title={t`Pinned messages`} onClose={onClose}>
      <Fault text={fault} />
      {!pins && !fault && <Loading />}
      {pins?.length === 0 && (
        <p className="hint">
          <Trans>Nothing is pinned here.</Trans>
        </p>
      )}
      <ul className="pins" aria-label={t`Pinned messages`}>
        {pins?.map(({ id, seq = 0, by, at, text }) => (
          <li key={id}>
            <MessageLink seq={seq} by={by} at={at} text={text} onGo={onClose} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
