/** What hostile input is sent to, and the good things that it is made from. */
import type { CommandName } from '@parley/protocol'
import fc from 'fast-check'
import { names, samples } from '../setup/samples.ts'
import type { Gates } from '../setup/world.ts'
import { type Recording, record } from './recording.ts'
import { Tally } from './tally.ts'

export const frameBytes = 65_536

/**
 * Few sign-ups and log-ins, as each costs a hash; answers that come however busy the machine is; tokens that last for a
 * long run. More unanswered commands than a client may have, so that many are carried out; but not so many that the other
 * people wait for seconds.
 */
export const targetEnv = {
  FRAME_BYTES: String(frameBytes),
  SIGN_UPS_PER_ADDRESS: '10',
  LOGIN_FAILURES_PER_ADDRESS: '10',
  ACCESS_TOKEN_SECONDS: '3600',
  CALL_TIMEOUT_MS: '60000',
  IN_FLIGHT: '500',
}

export interface Target {
  readonly url: string
  readonly token: string
  /** A good input for each command. Many are carried out, as the ids in them are real. */
  readonly inputs: Readonly<Record<CommandName, unknown>>
  readonly recordings: readonly Recording[]
  readonly tally: Tally
  /** Counts inputs that are tried now. Where the platform is down, what failed before is the reason: nothing is tried. */
  begin(kind: string, inputs: number): void
}

export const makeTarget = async (gates: Gates, isUp = () => true): Promise<Target> => {
  const tally = new Tally()
  const [ann, bob] = await Promise.all([gates.person('Ann'), gates.person('Bob')])
  const { room } = await gates.post('room.create', { kind: 'group', name: 'Team', members: [bob.user] }, ann.token)
  const real = JSON.stringify(samples).replaceAll(
    /"(room|user|after|key)":"[^"]+"/g,
    (_, name: string) => `"${name}":"${name === 'room' ? room : bob.user}"`,
  )
  return {
    url: gates.url,
    token: ann.token,
    inputs: { ...(JSON.parse(real) as typeof samples), 'token.renew': { token: ann.token } },
    recordings: await record(gates, ann, bob),
    tally,
    begin: (kind, count) => {
      fc.pre(isUp())
      tally.tried(kind, count)
    },
  }
}

/** A good request for each command. */
export const goodRequests = ({ inputs }: Target): readonly { id: 1; do: CommandName; with: unknown }[] =>
  names.map((name) => ({ id: 1, do: name, with: inputs[name] }))
