import { type FormEvent, type KeyboardEvent, type ReactNode, type RefObject, useId } from 'react'
import { SendIcon } from '../icons.tsx'
import { isComposed } from './composition.ts'
import { draftState, linesOf, textLimit } from './draft.ts'

/** Where the browser cannot grow the field itself, it grows by lines up to this many. */
const mostRows = 8

interface MessageFormProps {
  /** Of the form. */
  readonly label: string
  /** Of the field. */
  readonly fieldLabel: string
  readonly sendLabel: string
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly fault: string | undefined
  /** That it may not be sent yet. */
  readonly waits?: boolean
  /** To be added where it is too long. */
  readonly warning?: string | undefined
  readonly onChange: (text: string) => void
  readonly onSend: () => void
  /** Keys besides Enter. */
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => void
  /** How long it may be, in characters. Not given: as long as any message. */
  readonly limit?: number
  /** Whether there is something to be sent besides the text, or has still to come. Not given: there is not. */
  readonly attached?: 'ready' | 'coming' | undefined
  /** What stands before the field: a button. */
  readonly before?: ReactNode
  /** What stands beside the button that sends. */
  readonly beside?: ReactNode
  /** What stands above the field. */
  readonly children?: ReactNode
}

/** The field in which a message is written, whatever becomes of it. */
export const MessageForm = ({ label, fieldLabel, sendLabel, field, text, fault, ...form }: MessageFormProps) => {
  const { note, tooLong, ...draft } = draftState(text, form.limit ?? textLimit)
  const isFull = form.attached ? form.attached === 'ready' && !tooLong : draft.sendable
  const sendable = isFull && !form.waits
  const id = useId()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (sendable) form.onSend()
    field.current?.focus()
  }
  return (
    <form className={form.before ? 'composer attaches' : 'composer'} aria-label={label} onSubmit={send}>
      {form.children}
      {form.before}
      <label htmlFor={id} className="unseen">
        {fieldLabel}
      </label>
      <textarea
        id={id}
        ref={field}
        dir="auto"
        rows={linesOf(text, mostRows)}
        value={text}
        placeholder={fieldLabel}
        enterKeyHint="send"
        aria-invalid={tooLong || undefined}
        aria-describedby={`${id}-length`}
        onChange={({ target }) => form.onChange(target.value)}
        onKeyDown={(event) => {
          if (isComposed(event.nativeEvent)) return
          sendOnEnter(event)
          form.onKey(event)
        }}
      />
      {form.beside}
      <button type="submit" className="icon primary" aria-label={sendLabel} disabled={!sendable}>
        <SendIcon />
      </button>
      <p id={`${id}-length`} className={tooLong || fault ? 'fault' : 'hint'} role="status">
        {fault ?? note}
        {tooLong && form.warning}
      </p>
    </form>
  )
}

const sendOnEnter = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
  if (event.key !== 'Enter' || event.shiftKey) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
