import type { Room } from '@parley/client'
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'
import { SendIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { draftState, linesOf } from './draft.ts'

/** Where the browser cannot grow the field itself, it grows by lines up to this many. */
const mostRows = 8

export const Composer = ({ room }: { readonly room: Room }) => {
  const { text, setText, isKept } = useDraft(room.id)
  const [fault, setFault] = useState<string>()
  const { sendable, note, tooLong } = draftState(text)
  const id = useId()
  const name = tame(useSelected(room, (room) => room.name))
  const field = useFocusOnOpen()

  const change = (changed: string) => {
    setFault(undefined)
    setText(changed)
  }

  /** What is not taken at once stays in the field. What is refused later says so where it stands. */
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!sendable) return
    const before = room.messages.length
    const sent = room.send(text.trimEnd())
    const isTaken = room.messages.length > before
    sent.catch((error: unknown) => (isTaken ? noteFault(error) : setFault(errorText(error))))
    if (isTaken) setText('')
    field.current?.focus()
  }

  return (
    <form className="composer" aria-label="New message" onSubmit={send}>
      <label htmlFor={id} className="unseen">
        Message to {name}
      </label>
      <textarea
        id={id}
        ref={field}
        rows={linesOf(text, mostRows)}
        value={text}
        placeholder={`Message to ${name}`}
        enterKeyHint="send"
        aria-invalid={tooLong || undefined}
        aria-describedby={`${id}-length`}
        onChange={({ target }) => change(target.value)}
        onKeyDown={sendOnEnter}
      />
      <button type="submit" className="icon primary" aria-label="Send" disabled={!sendable}>
        <SendIcon />
      </button>
      <p id={`${id}-length`} className={tooLong || fault ? 'fault' : 'hint'} role="status">
        {fault ?? note}
        {tooLong && !isKept && '. A text of this length is not kept when the page is closed.'}
      </p>
    </form>
  )
}

/** Enter that ends the composition of a character (Chinese, Japanese, Korean) belongs to the input method. */
const sendOnEnter = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

/** What one has written stays: while one looks into other rooms, and through a reload. */
const useDraft = (room: string) => {
  const { drafts } = useChat()
  const [text, setText] = useState(() => drafts.of(room))
  const keep = (changed: string) => {
    drafts.set(room, changed)
    setText(changed)
  }
  return { text, setText: keep, isKept: drafts.isKept(room) }
}

/** Not where it would raise a screen keyboard over what one came to read. */
const useFocusOnOpen = () => {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])
  return field
}
