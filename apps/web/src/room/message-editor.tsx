import { t } from '@lingui/core/macro'
import type { Message, Room } from '@parley/client'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
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
    if (event.key === 'Escape') {
      event.preventDefault()
      onDone()
    }
    if (event.key !== 'Tab' || event.shiftKey || !first) return
    event.preventDefault()
    setText(mentions.complete(first))
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
      <About title={t`Edit your message`} cancelLabel={t`Do not edit`} onCancel={onDone} />
    </MessageForm>
  )
}
