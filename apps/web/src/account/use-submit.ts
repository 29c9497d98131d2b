import { type FormEvent, useState } from 'react'
import { errorText, faultyField } from '../error-text.ts'
import { isFromServer } from '../faults/faults.ts'

interface Fault {
  readonly text: string
  readonly field: string | undefined
  /** Of the error, where the server has told it. */
  readonly name: string | undefined
  /** Whether it is the shape of what was given that is wrong. */
  readonly isRule: boolean
}

interface Submit {
  readonly submit: (event: FormEvent<HTMLFormElement>) => void
  readonly busy: boolean
  readonly fault: Fault | undefined
}

/** Runs a form's deed, once at a time; `text` reads an input by name. */
export const useSubmit = (deed: (text: (name: string) => string) => Promise<void>): Submit => {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault>()

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    setBusy(true)
    try {
      setFault(undefined)
      await deed((name) => String(data.get(name) ?? ''))
    } catch (error) {
      const field = faultyField(error)
      const name = isFromServer(error) ? error.body.name : undefined
      setFault({ text: errorText(error), field, name, isRule: name === 'BAD_INPUT' })
      if (field) form.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus()
    }
    setBusy(false)
  }

  return { submit, busy, fault }
}
