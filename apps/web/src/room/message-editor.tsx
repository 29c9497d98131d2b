import { t } from '@lingui/core/macro'
import type { Message, Room } from '@parley/client'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { EmojiList } from '../bank/emoji-list.tsx'
import { useEmojiBegun } from '../bank/use-emoji-begun.ts'
import { useChat, useNames } from '../chat/chat-context.ts'
import { MentionList } from '../mentions/mention-list.tsx'
import { editable, usersIn } from '../mentions/mention-text.ts'
import { useMentions } from '../mentions/use-mentions.ts'
import { useDeed } from '../use-deed.ts'
import { About } from './about.tsx'
import { MessageForm } from './message-form.tsx'

interface MessageEditorProps {
  readonly room: Room
  readonly message: Message
  readonly onDone: () => void
}

/** By name, as far as people are known. */
const useEditable = (text: string) => {
  const { people } = useChat().parley
  const nameOf = useNames(usersIn(text))
  return editable(text, (user) => (people.get(user) ? nameOf(user) : undefined))
}

/** What the server does not take stays in the field, with the reason. */
export const MessageEditor = ({ room, message, onDone }: MessageEditorProps) => {
  const shown = useEditable(message.text)
  const [given, setText] = useState<string>()
  const text = given ?? shown.text
  const mentions = useMentions(room, text, shown.picked)
  const emoji = useEmojiBegun(text)
  const { run, busy, fault } = useDeed()
  const field = useRef<HTMLTextAreaElement>(null)

  useEffect(() => {
    const { current } = field
    current?.focus()
    current?.setSelectionRange(current.value.length, current.value.length)
  }, [])

  const send = () => {
    const { seq = 0 } = message
    if (busy) return
    const written = mentions.written(text.trimEnd())
    if (given === undefined || written === message.text) onDone()
    else void run(() => room.edit(seq, written).then(onDone))
  }

  const onKey = (event: KeyboardEvent) => {
    const [first] = mentions.offered
    const [named] = emoji.offered
    const completed = first ? mentions.complete(first) : named && emoji.complete(named)
    if (event.key === 'Escape') {
      event.preventDefault()
      onDone()
    }
    if (event.key !== 'Tab' || event.shiftKey || completed === undefined) return
    event.preventDefault()
    setText(completed)
  }

  return (
    <MessageForm
      label={t`Edit message`}
      fieldLabel={t`Your message`}
      sendLabel={t`Save`}
      field={field}
      text={text}
      fault={fault}
      onChange={setText}
      onSend={send}
      onKey={onKey}
    >
      <MentionList members={mentions.offered} onPick={(member) => setText(mentions.complete(member))} />
      <EmojiList emoji={emoji.offered} onPick={(one) => setText(emoji.complete(one))} />
      <About title={t`Edit your message`} cancelLabel={t`Do not edit`} onCancel={onDone} />
    </MessageForm>
  )
}
