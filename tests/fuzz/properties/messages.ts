/** Messages on a socket: frames that are good, with requests in them that are not. */
import { type Subprotocol, subprotocols } from '@parley/protocol'
import fc from 'fast-check'
import { encode, openWire, type Wire } from '../../setup/wire.ts'
import { asText, mutated, mutatedBytes, toBytes } from '../mutations.ts'
import { expectAnswered } from '../outcomes.ts'
import { goodRequests, type Target } from '../target.ts'
import type { Property } from './property.ts'

const several = { minLength: 1, maxLength: 40, size: 'max' } as const

export const greeted = async ({ url, token }: Target, subprotocol: Subprotocol): Promise<Wire> => {
  const wire = await openWire(url, token, subprotocol)
  await wire.ask('hello', {})
  return wire
}

const requests = (subprotocol: Subprotocol): Property => ({
  kind: `requests in ${subprotocol}`,
  claim: `requests in ${subprotocol} that went wrong are answered, each once, and break nothing`,
  share: 21,
  of: (target) =>
    fc.asyncProperty(fc.array(fc.constantFrom(...goodRequests(target)).chain(mutated), several), async (frames) => {
      target.begin(`requests in ${subprotocol}`, frames.length)
      await using wire = await greeted(target, subprotocol)
      for (const frame of frames) wire.send(frame)
      await expectAnswered(wire, frames.length, target)
    }),
})

const payloads = (subprotocol: Subprotocol): Property => ({
  kind: `payloads in ${subprotocol}`,
  claim: `payloads in ${subprotocol} that went wrong are answered, each once, or end the connection`,
  share: 13,
  of: (target) => {
    const payload = fc
      .constantFrom(...goodRequests(target))
      .chain((request) => mutatedBytes(Buffer.from(encode(subprotocol, request))))
      .map(asText)
    return fc.asyncProperty(fc.array(payload, several), fc.boolean(), async (all, isBinary) => {
      target.begin(`payloads in ${subprotocol}`, all.length)
      await using wire = await greeted(target, subprotocol)
      for (const data of all) wire.sendPayload(toBytes(data), isBinary)
      await expectAnswered(wire, all.length, target)
    })
  },
})

export const messages: readonly Property[] = subprotocols.flatMap((subprotocol) => [
  requests(subprotocol),
  payloads(subprotocol),
])
