/** Checks of what comes over the wire, each compiled once, when it is first needed. */
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/schema'
import { checkedShape } from './checked-shape.ts'
import { fail } from './errors.ts'
import { explain } from './explain.ts'
import type { Fault } from './fault.ts'
import { forgetNames } from './member-names.ts'
import { type CommandName, commands, type Input } from './protocol.ts'
import { knowRules } from './rules.ts'

const compiled = new Map<TSchema, Validator>()

const validatorOf = (schema: TSchema): Validator => {
  const known = compiled.get(schema)
  if (known) return known
  knowRules()
  const made = Compile(checkedShape(schema))
  compiled.set(schema, made)
  return made
}

/** Whether a value has a shape of the table. */
export const matches = (schema: TSchema, value: unknown): boolean => {
  const has = validatorOf(schema).Check(value)
  forgetNames()
  return has
}

/** What is wrong with a value that should have a shape of the table: place and reason, short whatever the value is. */
export const faultOf = (schema: TSchema, value: unknown): Fault | undefined => {
  const fault = validatorOf(schema).Check(value) ? undefined : explain(schema, value)
  forgetNames()
  return fault
}

/** The value, if it has the shape; else BAD_INPUT with the place (`at`, a JSON pointer) and the reason (`why`). */
export const checkInput = <C extends CommandName>(name: C, value: unknown): Input<C> => {
  const fault = faultOf(commands[name].input, value)
  return fault ? fail('BAD_INPUT', { command: name, ...fault }) : (value as Input<C>)
}
