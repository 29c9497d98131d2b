import type { Room } from '@parley/client'
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { SendIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { draftState } from './draft.ts'

/** Where the browser cannot grow the field itself, it grows by lines up to this many. */
const mostRows = 8

export const Composer = ({ room }: { readonly room: Room }) => {
  const [text, setText] = useDraft(room.id)
  const { sendable, note, tooLong } = draftState(text)
  const id = useId()
  const name = tame(room.name)
  const field = useFocusOnOpen()

  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!sendable) return
    room.send(text.trimEnd())
    setText('')
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
        rows={Math.min(mostRows, text.split('\n').length)}
        value={text}
        placeholder={`Message to ${name}`}
        enterKeyHint="send"
        aria-invalid={tooLong || undefined}
        aria-describedby={`${id}-length`}
        onChange={(change) => setText(change.target.value)}
        onKeyDown={sendOnEnter}
      />
      <button type="submit" className="icon primary" aria-label="Send" disabled={!sendable}>
        <SendIcon />
      </button>
      <p id={`${id}-length`} className={tooLong ? 'fault' : 'hint'} role="status">
        {note}
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

/** What one has written stays while one looks into other rooms. */
const useDraft = (room: string): [string, (text: string) => void] => {
  const { drafts } = useChat()
  const [text, setText] = useState(drafts.get(room) ?? '')
  const keep = (changed: string) => {
    drafts.set(room, changed)
    setText(changed)
  }
  return [text, keep]
}

/** Not where it would raise a screen keyboard over what one came to read. */
const useFocusOnOpen = () => {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])
  return field
}
