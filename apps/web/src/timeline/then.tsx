import { plural, t } from '@lingui/core/macro'
import type { Message, Room, RoomSnapshot } from '@parley/client'
import { useEffect, useState } from 'react'
import { apart, inPieces } from '../apart.tsx'
import { useEmojiText } from '../bank/emoji-text.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Loading } from '../loading.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { Said } from './quote.tsx'
import { fullTime } from './times.ts'

interface ThenProps {
  readonly room: Room
  readonly seq: number
  readonly onClose: () => void
}

/** The conversation as it was when this message was its last: what was said, in the words of then, and who was there. */
export const Then = ({ room, seq, onClose }: ThenProps) => {
  const [then, setThen] = useState<RoomSnapshot>()
  const { run, fault } = useDeed()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is loaded once
  useEffect(() => void run(async () => setThen(await room.snapshot(seq, { limit: 20 }))), [room, seq])
  return (
    <Dialog title={t`As it was then`} onClose={onClose}>
      <Fault text={fault} />
      {!then && !fault && <Loading of="messages" />}
      {then && (
        <>
          <p className="hint">
            {then.name && (
              <>
                <bdi>{tame(then.name)}</bdi>,{' '}
              </>
            )}
            {plural(then.member_count, { one: '# member', other: '# members' })}:{' '}
            {inPieces(then.members.map(({ name }) => apart(tame(name))).join(', '))}
            {then.members.length < then.member_count && ' …'}
          </p>
          <ul className="pins" aria-label={t`What had been said`}>
            {then.messages.map((message) => (
              <li key={message.id}>
                <SaidThen message={message} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

const SaidThen = ({ message: { by, text, at, reactions = [] } }: { readonly message: Message }) => {
  const textOf = useEmojiText()
  return (
    <p>
      <Said by={by} text={text} /> {reactions.map(({ emoji, count }) => `${textOf(emoji)} ${count}`).join(' ')}{' '}
      <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
    </p>
  )
}
