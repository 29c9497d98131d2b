/** Checks of what comes over the wire, each compiled once, when it is first needed. */
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { fail } from './errors.ts'
import { type CommandName, commands, type Input } from './protocol.ts'

const compiled = new Map<TSchema, Validator>()

const validatorOf = (schema: TSchema): Validator => {
  const known = compiled.get(schema)
  if (known) return known
  const made = Compile(schema)
  compiled.set(schema, made)
  return made
}

/** Whether a value has a shape of the table. */
export const matches = (schema: TSchema, value: unknown): boolean => validatorOf(schema).Check(value)

/** The value, if it has the shape; else BAD_INPUT with the place (`at`, a JSON pointer) and the reason (`why`). */
export const checkInput = <C extends CommandName>(name: C, value: unknown): Input<C> => {
  const validator = validatorOf(commands[name].input)
  if (validator.Check(value)) return value as Input<C>
  const [fault] = validator.Errors(value)
  return fail('BAD_INPUT', { command: name, at: fault?.instancePath ?? '', why: fault?.message ?? 'is not accepted' })
}
