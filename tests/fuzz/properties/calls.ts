/** Commands over HTTP: requests that are good, with commands, tokens and bodies that are not. */
import fc from 'fast-check'
import { names } from '../../setup/samples.ts'
import { mutated, strangeText, strangeValue } from '../mutations.ts'
import { expectHttpAnswer } from '../outcomes.ts'
import type { Target } from '../target.ts'
import type { Property } from './property.ts'

interface Call {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body: string
}

const usually = <T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, arbitrary)

const callTo = ({ inputs, token }: Target): fc.Arbitrary<Call> =>
  fc.constantFrom(...names).chain((name) =>
    fc.record({
      method: usually('POST', fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH')),
      path: usually<string>(
        name,
        strangeText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 8_000)),
      ),
      token: usually(token, fc.string({ maxLength: 50 }).map(encodeURIComponent)),
      body: fc.oneof(mutated(inputs[name]), strangeValue).map((input) => JSON.stringify(input)),
    }),
  )

const make = async (target: Target, { method, path, token, body }: Call): Promise<void> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = method === 'GET' ? { method, headers } : { method, headers, body }
  await expectHttpAnswer(await fetch(`${target.url}/v1/${path}`, init), target)
}

export const calls: Property = {
  kind: 'calls over HTTP',
  claim: 'commands, addresses and bodies over HTTP that went wrong are refused as commands are',
  share: 8,
  of: (target) =>
    fc.asyncProperty(fc.array(callTo(target), { minLength: 1, maxLength: 16, size: 'max' }), async (all) => {
      target.begin('calls over HTTP', all.length)
      await Promise.all(all.map((call) => make(target, call)))
    }),
}
