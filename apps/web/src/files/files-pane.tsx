import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import type { Output } from '@parley/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useChat, useName, useParley, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { Loading } from '../loading.tsx'
import { type Opened, SidePane } from '../room/side-pane.tsx'
import { tame } from '../tame.ts'
import { useHere } from '../timeline/here.ts'
import { fullTime, shortTime } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { FileLine } from './file-shown.tsx'
import type { Seen } from './gallery-open.ts'
import { Picture } from './picture.tsx'
import { SaveAll } from './save.tsx'
import { shownAs } from './shape.ts'

type Told = Output<'file.list'>['messages'][number]

interface Listed {
  readonly messages: readonly Told[]
  readonly next: number | undefined
}

/** Read from the start when a message with files comes or goes. */
const useListed = (room: Room) => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const known = useSelected(room, ({ messages }) =>
    messages
      .filter(({ files }) => files)
      .map(({ seq }) => seq)
      .join(),
  )
  const [listed, setListed] = useState<Listed>()
  const { run, busy, fault } = useDeed()
  const asked = useRef(0)
  const load = useCallback(
    async (before: Listed | undefined) => {
      const asking = ++asked.current
      const from = before?.next === undefined ? {} : { before: before.next }
      const { messages, next } = await parley.call('file.list', { room: room.id, ...from })
      if (asking === asked.current) setListed({ messages: [...(before?.messages ?? []), ...messages], next })
    },
    [parley, room],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs what is loaded, and is new with each drawing
  useEffect(() => {
    if (isOnline) void run(() => load(undefined))
  }, [isOnline, known, load])
  return { listed, busy, fault, more: () => run(() => load(listed)) }
}

const seenIn = (messages: readonly Told[], room: string): Seen[] =>
  messages.flatMap(({ files, seq }) => files.map((file) => ({ file, asked: { file: file.file, room, seq } })))

/** The files of a room, newest first, beside it. */
export const FilesPane = ({ room, ...opened }: Opened & { readonly room: Room }) => {
  const { listed, busy, fault, more } = useListed(room)
  const all = seenIn(listed?.messages ?? [], room.id)
  const pictures = all.filter(({ file }) => shownAs(file) === 'picture')
  return (
    <SidePane title={t`Files`} className="threads-pane files-pane" {...opened}>
      <section aria-label={t`Files`}>
        <Fault text={fault} />
        {!listed && !fault && <Loading />}
        {listed?.messages.length === 0 && (
          <p className="hint">
            <Trans>Nobody has sent a file here.</Trans>
          </p>
        )}
        {all.length > 1 && <SaveAll files={all.slice(0, 50)} />}
        <ul>
          {listed?.messages.map((message) => (
            <OfMessage key={message.seq} room={room.id} message={message} pictures={pictures} />
          ))}
        </ul>
        {listed?.next !== undefined && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void more()}>
            <Trans>Show more</Trans>
          </button>
        )}
      </section>
    </SidePane>
  )
}

interface OfMessageProps {
  readonly room: string
  readonly message: Told
  readonly pictures: readonly Seen[]
}

const OfMessage = ({ room, message: { seq, by, at, files }, pictures }: OfMessageProps) => {
  const { openGallery } = useHost().gallery
  const name = useName(by)
  const here = useHere()
  return (
    <li>
      <button type="button" className="quiet from" title={fullTime(at)} onClick={() => here.goTo(seq)}>
        <bdi>{tame(name)}</bdi> · {shortTime(at)}
      </button>
      {files.map((file) => {
        const asked = { file: file.file, room, seq }
        return shownAs(file) === 'picture' ? (
          <div key={file.file} className="listed-picture">
            <Picture file={file} asked={asked} size="small" onOpen={() => openGallery(pictures, file.file)} />
            <FileLine file={file} asked={asked} />
          </div>
        ) : (
          <FileLine key={file.file} file={file} asked={asked} />
        )
      })}
    </li>
  )
}
