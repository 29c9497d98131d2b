/** Whoever shows a token of an issuer, as it says. */
import { Failure } from '@parley/protocol'
import type { Caller } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import type { Foreigner } from './trusted.ts'

interface Shown {
  readonly issuer: string
  readonly token: string
}

/** Fails as `Trusted.verify` does; what is refused is noted. */
export const verifyForeigner = async (
  { trusted, security }: Pick<Auth, 'trusted' | 'security'>,
  { issuer, token }: Shown,
  { address }: Pick<Caller, 'address'>,
): Promise<Foreigner> => {
  try {
    return await trusted.verify(issuer, token)
  } catch (reason) {
    if (reason instanceof Failure) security('identity-refused', { address, why: reason.body.name })
    throw reason
  }
}
