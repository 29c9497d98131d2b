import type { Message, Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useHere } from '../timeline/here.ts'
import { Said } from '../timeline/quote.tsx'
import { fullTime } from '../timeline/times.ts'
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
    <Dialog title="Pinned messages" onClose={onClose}>
      <Fault text={fault} />
      {!pins && !fault && <p role="status">Loading…</p>}
      {pins?.length === 0 && <p className="hint">Nothing is pinned here.</p>}
      <ul className="pins" aria-label="Pinned messages">
        {pins?.map((message) => (
          <li key={message.id}>
            <Pin message={message} onClose={onClose} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

interface PinProps {
  readonly message: Message
  readonly onClose: () => void
}

const Pin = ({ message: { seq = 0, by, at, text }, onClose }: PinProps) => {
  const here = useHere()
  const go = () => {
    onClose()
    here.goTo(seq)
  }
  return (
    <button type="button" className="quiet pin" onClick={go}>
      <Said by={by} text={text} /> <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
    </button>
  )
}
