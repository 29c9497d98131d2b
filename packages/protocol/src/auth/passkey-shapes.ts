/** What travels between a server and a device that holds passkeys, as WebAuthn (W3C, level 3) writes it in JSON. */
import * as Type from 'typebox'
import { strict } from '../shapes.ts'

const bytes = (mostLetters: number) =>
  Type.String({ maxLength: mostLetters, pattern: '^[A-Za-z0-9_-]*$', title: 'bytes as base64url, without =' })

/** 1,023 bytes at most, by the standard. */
const CredentialId = bytes(1_364)

/** What the browser gave: `navigator.credentials.get`. */
export const Assertion = Type.Object(
  { id: CredentialId, clientDataJSON: bytes(4_096), authenticatorData: bytes(2_048), signature: bytes(1_024) },
  { ...strict, description: 'what the device signed: `id` and `response` of the credential' },
)

/** What the browser gave: `navigator.credentials.create`. */
export const Attestation = Type.Object(
  {
    id: CredentialId,
    clientDataJSON: bytes(4_096),
    attestationObject: bytes(8_192),
    transports: Type.Array(Type.String({ maxLength: 32, format: 'line' }), { maxItems: 8 }),
  },
  { ...strict, description: 'what the device made: `id`, `response` and `response.getTransports()` of the credential' },
)

const Descriptor = Type.Object({
  id: Type.String(),
  type: Type.Literal('public-key'),
  transports: Type.Optional(Type.Array(Type.String())),
})

/** For `navigator.credentials.get`. */
export const AssertionOptions = Type.Object(
  {
    challenge: Type.String(),
    rpId: Type.String(),
    timeout: Type.Integer(),
    userVerification: Type.String(),
    allowCredentials: Type.Array(Descriptor),
  },
  { description: 'PublicKeyCredentialRequestOptionsJSON' },
)

/** For `navigator.credentials.create`. */
export const AttestationOptions = Type.Object(
  {
    challenge: Type.String(),
    rp: Type.Object({ id: Type.String(), name: Type.String() }),
    user: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
    pubKeyCredParams: Type.Array(Type.Object({ type: Type.Literal('public-key'), alg: Type.Integer() })),
    timeout: Type.Integer(),
    attestation: Type.String(),
    authenticatorSelection: Type.Object({ residentKey: Type.String(), userVerification: Type.String() }),
    excludeCredentials: Type.Array(Descriptor),
  },
  { description: 'PublicKeyCredentialCreationOptionsJSON' },
)
