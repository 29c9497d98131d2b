/** Passkeys, as the WebAuthn library checks them: for one name of ours, and for pages of the origins that we know. */
import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { fail, type Input, type Output } from '@parley/protocol'
import { ConfigFaults, type ConfigOf, originText } from '@parley/service-kit'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { authConfig } from './config.ts'
import type { ListedPasskey, Passkey } from './store/passkey.ts'

export type Assertion = Extract<Input<'session.confirm'>, { passkey: unknown }>['passkey']
type Attestation = Input<'passkey.create'>['passkey']

/** Such as every device knows: Ed25519, ECDSA on P-256, RSA. Keys of later algorithms are larger than what is taken here. */
const algorithms = [-8, -7, -257]
/** How long a person may take, in milliseconds. */
const patienceMs = 60_000
const startPatienceMs = 300_000
const type = 'public-key' as const

/** For whom keys are made, and where they are used. */
export interface PasskeyPlace {
  readonly id: string
  readonly isOrigin: (origin: string) => boolean
}

const isBeneath = (name: string, id: string) => name === id || name.endsWith(`.${id}`)
const isLocalPage = (origin: string) => /^http:\/\/localhost(:\d{1,5})?$/.test(origin)

const nameForm = /^[a-z\d-]+(\.[a-z\d-]+)*$/

/** What no browser would take, said with what to change. */
const faultsOf = (id: string, origins: readonly string[]): string[] => [
  ...(isIP(id) > 0 || !nameForm.test(id)
    ? [`PASSKEY_ID is no name (${id}): browsers take one alone, such as chat.example.org`]
    : []),
  ...origins.flatMap((origin) => {
    const { protocol, hostname } = new URL(origin)
    if (!isBeneath(hostname, id)) return [`PASSKEY_ORIGINS has ${origin}, which is neither ${id} nor beneath it`]
    return protocol === 'https:' || hostname === 'localhost'
      ? []
      : [`PASSKEY_ORIGINS has ${origin}, which is not https`]
  }),
]

/** Of the settings; else of PUBLIC_URL, and without any for pages of localhost. Throws ConfigFaults. */
export const passkeyPlace = ({
  PASSKEY_ID,
  PASSKEY_ORIGINS,
  PUBLIC_URL,
}: Pick<ConfigOf<typeof authConfig>, 'PASSKEY_ID' | 'PASSKEY_ORIGINS' | 'PUBLIC_URL'>): PasskeyPlace => {
  const named = PUBLIC_URL && isIP(PUBLIC_URL.name) === 0 ? PUBLIC_URL : undefined
  const id = PASSKEY_ID ?? named?.name ?? 'localhost'
  const origins =
    PASSKEY_ORIGINS.length > 0 ? PASSKEY_ORIGINS : named && isBeneath(named.name, id) ? [originText(named)] : []
  const faults = faultsOf(id, PASSKEY_ORIGINS)
  if (faults.length > 0) throw new ConfigFaults(faults)
  return { id, isOrigin: (origin) => origins.includes(origin) || (id === 'localhost' && isLocalPage(origin)) }
}

/** What a device signs for a log-in follows from what the log-in is gone on with: nothing is kept of it. */
const challengeOf = (login: string): string => createHash('sha256').update(`passkey ${login}`).digest('base64url')

const descriptorOf = ({ credential, transports }: Pick<ListedPasskey, 'credential' | 'transports'>) => ({
  id: credential,
  type,
  transports: [...transports],
})

/** `passkeys` are those of the account; none where a log-in begins with a passkey, which then has to know its owner. */
export const assertionOptions = (
  place: PasskeyPlace,
  login: string,
  passkeys: readonly ListedPasskey[] | undefined,
): Output<'passkey.ask'> => ({
  login,
  options: {
    challenge: challengeOf(login),
    rpId: place.id,
    timeout: patienceMs,
    userVerification: passkeys ? 'preferred' : 'required',
    allowCredentials: (passkeys ?? []).map(descriptorOf),
  },
})

interface Owner {
  readonly user: string
  readonly username: string
}

export const attestationOptions = (
  place: PasskeyPlace,
  { user, username }: Owner,
  challenge: string,
  passkeys: readonly ListedPasskey[],
): Output<'passkey.start'> => ({
  options: {
    challenge,
    rp: { id: place.id, name: 'Parley' },
    user: { id: Buffer.from(user).toString('base64url'), name: username, displayName: username },
    pubKeyCredParams: algorithms.map((alg) => ({ type, alg })),
    timeout: startPatienceMs,
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    excludeCredentials: passkeys.map(descriptorOf),
  },
})

interface ClientData {
  readonly origin: string
  readonly challenge: string
}

/** What the browser says of where it was asked. */
const clientDataOf = (json: string): ClientData => {
  const { origin, challenge } = JSON.parse(Buffer.from(json, 'base64url').toString()) as Partial<ClientData>
  if (typeof origin !== 'string' || typeof challenge !== 'string') throw new Error('no origin, or no challenge')
  return { origin, challenge }
}

/** Whatever is wrong with what a device gave, its owner can do one thing: try again. */
const orWrong = async <T>(deed: () => Promise<T>): Promise<T> => {
  try {
    return await deed()
  } catch {
    return fail('PASSKEY_WRONG')
  }
}

const expectedOf = (place: PasskeyPlace, clientDataJSON: string) => {
  const { origin, challenge } = clientDataOf(clientDataJSON)
  if (!place.isOrigin(origin)) throw new Error('a page of another origin')
  return { challenge, expectedOrigin: origin, expectedRPID: place.id }
}

/** The counter after it. Fails with PASSKEY_WRONG; with `alone`, also where the device did not see who held it. */
export const checkAssertion = (
  place: PasskeyPlace,
  login: string,
  { id, ...response }: Assertion,
  { credential, publicKey, counter }: Passkey,
  alone: boolean,
): Promise<number> =>
  orWrong(async () => {
    const { expectedOrigin, expectedRPID } = expectedOf(place, response.clientDataJSON)
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { id, rawId: id, type, response, clientExtensionResults: {} },
      expectedChallenge: challengeOf(login),
      expectedOrigin,
      expectedRPID,
      requireUserVerification: alone,
      credential: { id: credential, publicKey: new Uint8Array(publicKey), counter },
    })
    if (!verified) throw new Error('not verified')
    return authenticationInfo.newCounter
  })

/** What a device was asked to sign, as it says: whether we asked is for the caller to find out. */
export const challengeIn = ({ clientDataJSON }: Attestation): Promise<string> =>
  orWrong(async () => clientDataOf(clientDataJSON).challenge)

/** The key that a device made. Fails with PASSKEY_WRONG. */
export const checkAttestation = (
  place: PasskeyPlace,
  { id, transports, ...response }: Attestation,
): Promise<Pick<Passkey, 'credential' | 'publicKey' | 'counter' | 'transports'>> =>
  orWrong(async () => {
    const { challenge, ...expected } = expectedOf(place, response.clientDataJSON)
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { id, rawId: id, type, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      ...expected,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified) throw new Error('not verified')
    const { credential } = registrationInfo
    return {
      credential: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports,
    }
  })
