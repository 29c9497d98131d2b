import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output, Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Loading } from '../loading.tsx'
import { useDeed } from '../use-deed.ts'
import { Markdown } from './markdown.tsx'
import { fullTime } from './times.ts'

interface VersionsProps {
  readonly room: Room
  readonly seq: number
  readonly onClose: () => void
}

type Version = Output<'edit.list'>['versions'][number]

/** All that a message has said, the first text first, a page at a time. */
export const Versions = ({ room, seq, onClose }: VersionsProps) => {
  const { parley } = useChat()
  const [all, setAll] = useState<readonly Version[]>([])
  const [more, setMore] = useState(true)
  const { run, busy, fault } = useDeed()
  const load = (known: readonly Version[]) =>
    run(async () => {
      const after = known.at(-1)?.seq ?? 0
      const page = await parley.call('edit.list', { room: room.id, seq, after })
      setAll([...known, ...page.versions])
      setMore(page.more)
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is loaded once, and on by a press
  useEffect(() => void load([]), [room, seq])
  return (
    <Dialog title={t`What it said`} onClose={onClose}>
      <ol className="pins" aria-label={t`What it said, the first text first`}>
        {all.map(({ seq, at, text }) => (
          <li key={seq}>
            <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
            <div className="text">
              <Markdown text={text} />
            </div>
          </li>
        ))}
      </ol>
      <Fault text={fault} />
      {more && all.length > 0 && (
        <button type="button" disabled={busy} onClick={() => void load(all)}>
          <Trans>Show later ones</Trans>
        </button>
      )}
      {busy && <Loading />}
    </Dialog>
  )
}
