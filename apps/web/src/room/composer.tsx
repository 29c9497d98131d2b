import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Aside, Message, Room } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { BankButton } from '../bank/bank-button.tsx'
import { EmojiList } from '../bank/emoji-list.tsx'
import { useEmojiBegun } from '../bank/use-emoji-begun.ts'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'
import type { Attachments } from '../files/attachments.ts'
import { Attach } from '../files/later.tsx'
import { clockText, pauseText } from '../group/pauses.ts'
import { useHost } from '../host/host.ts'
import { ClockIcon } from '../icons.tsx'
import { MentionList } from '../mentions/mention-list.tsx'
import type { Named } from '../mentions/mention-text.ts'
import { useMentions } from '../mentions/use-mentions.ts'
import type { Completion } from '../slash/completions.ts'
import { CompletionList, SlashLines } from '../slash/slash-list.tsx'
import { useSlash } from '../slash/use-slash.ts'
import { useSpace } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { useMayAttach, useMayPost } from '../threads/ruler.ts'
import { SendLater } from '../timed/send-later.tsx'
import { type Intent, isEditable, useComposing } from '../timeline/composing.ts'
import { fullTime } from '../timeline/times.ts'
import { About } from './about.tsx'
import { captionLimit, textLimit } from './draft.ts'
import { MessageEditor } from './message-editor.tsx'
import { MessageForm } from './message-form.tsx'
import { usePause } from './use-pause.ts'

/** A new message, or one of one's own that is edited: what was begun of a new one waits meanwhile. */
export const Composer = ({ room }: { readonly room: Room }) => {
  const { intent, intend } = useComposing()
  const seq = intent?.seq ?? 0
  const message = useSelected(room, (room) => room.message(seq))
  const isOpen = useMayPost(room)
  const space = useSpace()
  useIntentEnds(intent, message)
  if (intent?.kind === 'edit' && message)
    return <MessageEditor key={seq} room={room} message={message} onDone={() => intend(undefined)} />
  if (!isOpen)
    return space ? (
      <ReadOnly space={space} />
    ) : (
      <p className="closed hint">
        <Trans>Only the owner and admins can post in this group.</Trans>
      </p>
    )
  return <NewMessage room={room} reply={intent?.kind === 'reply' ? message : undefined} />
}

/** In a space, with what keeps one from writing where that is oneself. */
const ReadOnly = ({ space }: { readonly space: Space }) => {
  const mutedUntil = useSelected(space, ({ mutedUntil }) => mutedUntil)
  const isPending = useSelected(space, ({ pending }) => pending)
  return (
    <p className="closed hint">
      {mutedUntil !== undefined
        ? t`You are timed out until ${fullTime(mutedUntil)}: you can read here, and not write.`
        : isPending
          ? t`You can read here, and write once you have accepted the rules.`
          : t`You can read here, and not write.`}
    </p>
  )
}

/** Nobody edits or answers what is taken back. */
const useIntentEnds = (intent: Intent | undefined, message: Message | undefined): void => {
  const { intend } = useComposing()
  const isGone = intent !== undefined && !message
  useEffect(() => {
    if (isGone) intend(undefined)
  }, [isGone, intend])
}

interface NewMessageProps {
  readonly room: Room
  /** The message that it replies to. */
  readonly reply: Message | undefined
}

const NewMessage = ({ room, reply }: NewMessageProps) => {
  const { me } = useChat()
  const { intend } = useComposing()
  const { text, setText, isKept } = useDraft(room, reply?.seq)
  const [fault, setFault] = useState<string>()
  const [isChoosing, setChoosing] = useState(false)
  const [attached, setAttached] = useState<Attachments>()
  const mayAttach = useMayAttach(room)
  const name = tame(useSelected(room, (room) => room.name))
  const fieldLabel = room.kind === 'thread' ? t`Reply in this thread` : t`Message to ${name}`
  const field = useFocusOnOpen()
  const replies = reply?.seq

  useEffect(() => {
    if (replies !== undefined) field.current?.focus()
  }, [replies, field])

  const mentions = useMentions(room, text)
  const emoji = useEmojiBegun(text)
  const wait = usePause(room)

  const clear = () => {
    setText('')
    intend(undefined)
  }
  /** What is not taken at once stays in the field. What is refused later says so where it stands. */
  const say = (said: string, aside: Aside = {}) => {
    if (wait > 0) return setFault(t`This conversation is slow. Send it when your time has come.`)
    const before = room.messages.length
    const options = { reply: replies, ...aside }
    const sent = attached ? attached.send(mentions.written(said), options) : room.send(mentions.written(said), options)
    const isTaken = room.messages.length > before
    sent.catch((error: unknown) => (isTaken ? noteFault(error) : setFault(errorText(error))))
    if (!isTaken) return
    clear()
  }
  /** What is refused stays in the field. */
  const sendLater = async (in_ms: number) => {
    await room.sendLater(mentions.written(text.trimEnd()), { in_ms }, replies === undefined ? {} : { reply: replies })
    clear()
  }
  const slash = useSlash({ room, say, setText, setFault })
  const completions = slash.completions(text)

  /** What begins with a slash is for this page: nobody sees it come. */
  const change = (changed: string) => {
    setFault(undefined)
    slash.forget()
    setText(changed)
    if (changed.trim() !== '' && !changed.startsWith('/')) room.startTyping()
  }
  const complete = (completion: Pick<Completion, 'text'>) => {
    change(completion.text)
    field.current?.focus()
  }

  const mention = (member: Named) => {
    change(mentions.complete(member))
    field.current?.focus()
  }

  const onKey = (event: KeyboardEvent) => {
    const { key } = event
    const [first] = completions
    const [offered] = mentions.offered
    const [named] = emoji.offered
    if (key === 'Tab' && !event.shiftKey && offered) {
      event.preventDefault()
      mention(offered)
    }
    if (key === 'Tab' && !event.shiftKey && named) {
      event.preventDefault()
      complete({ text: emoji.complete(named) })
    }
    if (key === 'Tab' && !event.shiftKey && first && text !== first.text) {
      event.preventDefault()
      complete(first)
    }
    const own = room.messages.findLast((message) => isEditable(message, me))
    if (key === 'Escape' && (reply || slash.lines.length > 0)) {
      event.preventDefault()
      slash.forget()
      intend(undefined)
    }
    if (key === 'ArrowUp' && text === '' && own?.seq !== undefined) intend({ kind: 'edit', seq: own.seq })
  }

  return (
    <>
      {isChoosing && (
        <SendLater
          onExpiring={(expires_ms) => say(text.trimEnd(), { expires_ms })}
          room={room}
          text={text}
          onLater={sendLater}
          onAsked={clear}
          onClose={() => setChoosing(false)}
        />
      )}
      <MessageForm
        label={t`New message`}
        fieldLabel={fieldLabel}
        sendLabel={t`Send`}
        field={field}
        text={text}
        fault={fault}
        waits={wait > 0 && isSaid(text)}
        warning={isKept ? undefined : t`. A text of this length is not kept when the page is closed.`}
        onChange={change}
        onSend={() => (attached ? say(text.trimEnd()) : slash.enter(text.trimEnd()))}
        limit={attached ? captionLimit : textLimit}
        attached={attached && (attached.isUp ? 'ready' : 'coming')}
        before={mayAttach && <Attach room={room} onChange={setAttached} />}
        onKey={onKey}
        beside={
          <div className="ways">
            <BankButton
              room={room}
              reply={replies}
              onWrite={(written) => complete({ text: text + written })}
              onSent={() => intend(undefined)}
            />
            <button
              type="button"
              className="icon"
              aria-label={t`Send in another way`}
              disabled={!isSaid(text) || attached !== undefined}
              onClick={() => setChoosing(true)}
            >
              <ClockIcon />
            </button>
          </div>
        }
      >
        <SlowMode room={room} wait={wait} />
        <SlashLines lines={slash.lines} onClose={slash.forget} />
        <CompletionList completions={completions} onPick={complete} />
        <MentionList members={mentions.offered} onPick={mention} />
        <EmojiList emoji={emoji.offered} onPick={(one) => complete({ text: emoji.complete(one) })} />
        {reply && (
          <About title={t`Reply to`} message={reply} cancelLabel={t`Do not reply`} onCancel={() => intend(undefined)} />
        )}
      </MessageForm>
    </>
  )
}

/** It is told all the time, as else one would wonder. */
const SlowMode = ({ room, wait }: { readonly room: Room; readonly wait: number }) => {
  const seconds = useSelected(room, (room) => room.slowSeconds)
  if (seconds === 0) return null
  return (
    <p className="slow-mode hint" role="timer">
      {wait > 0
        ? t`Slow mode: you can send again in ${clockText(wait)}`
        : t`Slow mode: members send a message every ${pauseText(seconds)}`}
    </p>
  )
}

/** A command is done at once. */
const isSaid = (text: string): boolean => text.trim() !== '' && !/^\/\p{L}/u.test(text)

/** What one has written stays: while one looks into other rooms, through a reload, and on other devices, which may change it too. */
const useDraft = (room: Room, reply: number | undefined) => {
  const { drafts } = useChat()
  const [text, setText] = useState(room.draft.text)
  useEffect(() => {
    const show = () => setText(room.draft.text)
    show()
    const stop = room.subscribe(show)
    return () => {
      stop()
      void room.saveDraft()
    }
  }, [room])
  const keep = (changed: string) => {
    room.writeDraft(changed, reply)
    setText(changed)
  }
  return { text, setText: keep, isKept: drafts.isKept(room.id) }
}

/** Not where it would raise a screen keyboard over what one came to read, or take the focus from what stands around the page. */
const useFocusOnOpen = () => {
  const { mayTakeFocus } = useHost()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (mayTakeFocus() && matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [mayTakeFocus])
  return field
}
