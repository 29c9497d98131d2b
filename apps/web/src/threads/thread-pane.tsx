import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useEffect, useId, useMemo, useRef } from 'react'
import { Pane } from '../faults/pane.tsx'
import { useHost } from '../host/host.ts'
import { CloseIcon } from '../icons.tsx'
import { Loading } from '../loading.tsx'
import { NotOpen } from '../not-open.tsx'
import { Composer } from '../room/composer.tsx'
import { Typists } from '../room/typists.tsx'
import { useLoaded } from '../room/use-loaded.ts'
import { threadAddress, useOpenThreadSeq } from '../route.ts'
import { useSpace } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { ComposingContext, useIntents } from '../timeline/composing.ts'
import { HereContext } from '../timeline/here.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { messageId } from '../timeline/use-jump.ts'
import { useEscape } from '../use-escape.ts'
import type { ThreadTold } from './figures.ts'
import { FollowButton } from './follow-button.tsx'
import { Root } from './root.tsx'
import { ParentContext, useManages } from './ruler.ts'
import { ThreadMenu } from './thread-menu.tsx'
import { Marks } from './thread-summary.tsx'
import { useOpened, useTold } from './use-thread.ts'

interface ThreadPaneProps {
  /** The room beside it, to which it belongs. */
  readonly parent: Room
  readonly id: string
  readonly onClose: () => void
}

/** Beside the conversation, which goes on. The focus goes where one writes, and Escape closes it. */
export const ThreadPane = ({ parent, id, onClose }: ThreadPaneProps) => {
  const { room, fault, again } = useOpened(id, t`You see this thread no longer.`)
  const { told, load } = useTold(id)
  const headingId = useId()
  const pane = useRef<HTMLElement>(null)
  useEscape(pane, onClose)
  useOwnParent(parent, told)
  const heading = useFocus(parent, told?.seq)
  return (
    <ParentContext value={parent}>
      <HereContext value={useThreadHere(parent, id)}>
        <aside ref={pane} className="side thread-pane" aria-labelledby={headingId}>
          <header>
            <div className="title">
              <h2 ref={heading} id={headingId} tabIndex={-1} dir="auto">
                {told?.name ? tame(told.name) : t`Thread`}
              </h2>
              {told && <Marks thread={told} />}
            </div>
            {told && <FollowButton told={told} onDone={load} />}
            {told && room && <ThreadMenu parent={parent} room={room} told={told} onDone={load} />}
            <button type="button" className="icon" aria-label={t`Close the thread`} onClick={onClose}>
              <CloseIcon />
            </button>
          </header>
          {told && <Root parent={parent} seq={told.seq} />}
          {fault && <NotOpen fault={fault} onAgain={again} />}
          {!fault && !(room && told) && <Loading of="messages" />}
          {!fault && room && told && <OpenThread key={room.id} parent={parent} room={room} told={told} />}
        </aside>
      </HereContext>
    </ParentContext>
  )
}

interface OpenThreadProps {
  readonly parent: Room
  readonly room: Room
  readonly told: ThreadTold
}

const OpenThread = ({ parent, room, told }: OpenThreadProps) => (
  <ComposingContext value={useIntents()}>
    <Pane name="What was said in this thread">
      <Timeline room={room} loading={useLoaded(room)} />
    </Pane>
    <Typists room={room} />
    <Writing parent={parent} room={room} told={told} />
  </ComposingContext>
)

const Writing = ({ parent, room, told: { locked, archived } }: OpenThreadProps) => {
  const isManager = useManages(parent)
  if (locked && !isManager)
    return (
      <p className="locked" role="status">
        <Trans>This thread is locked. Only who manages the conversation may write here.</Trans>
      </p>
    )
  return (
    <>
      {locked && (
        <p className="hint beside-field">
          <Trans>Locked: only who manages the conversation may write here.</Trans>
        </p>
      )}
      {archived && (
        <p className="hint beside-field">
          <Trans>Archived: a message brings it back.</Trans>
        </p>
      )}
      <Composer room={room} />
    </>
  )
}

const useThreadHere = (parent: Room, id: string) => {
  const { goToMessage, besideRoom } = useHost().route
  const seq = useOpenThreadSeq()
  const space = useSpace()?.id
  return useMemo(
    () => ({
      seq,
      addressOf: (seq: number) => threadAddress(parent.id, id, seq, space),
      goTo: (seq: number) => goToMessage(besideRoom(id, seq)),
    }),
    [parent, id, seq, space, besideRoom, goToMessage],
  )
}

/** An address may name another room than the one that it belongs to. */
const useOwnParent = (parent: Room, told: ThreadTold | undefined): void => {
  const { goOnTo } = useHost().route
  const own = told?.parent
  const thread = told?.room
  useEffect(() => {
    if (own !== undefined && thread !== undefined && own !== parent.id) goOnTo(threadAddress(own, thread))
  }, [own, thread, parent, goOnTo])
}

/** It comes into the pane, and goes back to the message that the thread hangs on. */
const useFocus = (parent: Room, root: number | undefined) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const latest = useRef(root)
  latest.current = root
  useEffect(() => {
    heading.current?.focus()
    return () => document.getElementById(messageId(parent.id, latest.current ?? 0))?.focus({ preventScroll: true })
  }, [parent])
  return heading
}
