/** RFC 8725, 3.1, 3.2, 3.10 and 3.11: what the header of a token may try. All but the algorithm is signed by the right key. */
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { byUs, claims, es256, forge, header, jwk, kid, type Named, publicKey, type Signer, twinsOf } from './forge.ts'

const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const foreignJwk = foreign.publicKey.export({ format: 'jwk' })
const byForeigner = es256(foreign.privateKey)
const unsigned: Signer = () => Buffer.alloc(0)

const algorithms: readonly unknown[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', 'none\u0000', '', null, undefined, 0, true, [], {}],
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES384', 'ES512', 'ES256K'],
  ...['EdDSA', 'Ed25519', 'ML-DSA-44', 'dir', 'A128KW', 'RSA-OAEP', 'ECDH-ES', 'PBES2-HS256+A128KW'],
  ...['es256', 'Es256', ' ES256', 'ES256 ', 'ES256\u0000', '\u0415S256', '\uff25\uff33256', 'ES256,none'],
  ...[['ES256'], { alg: 'ES256' }, 'SHA256withECDSA', '-7', -7],
]

const secrets: readonly (readonly [string, string | Buffer])[] = [
  ['nothing', ''],
  ['a word', 'secret'],
  ['the id of the key', kid],
  ['the key as PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ['the key as PEM without its end', publicKey.export({ type: 'spki', format: 'pem' }).toString().trimEnd()],
  ['the key as DER', publicKey.export({ type: 'spki', format: 'der' })],
  ['the key as JWK', JSON.stringify(jwk)],
  ['the key as a set', JSON.stringify({ keys: [jwk] })],
  ['a coordinate of the key', Buffer.from(jwk.x ?? '', 'base64url')],
]

const byHash =
  (bits: number, secret: string | Buffer): Signer =>
  (signed) =>
    createHmac(`sha${bits}`, secret).update(signed).digest()

const ofAlgorithms = algorithms.flatMap((alg): Named[] => [
  [`alg ${JSON.stringify(alg)}, signed by us`, forge({ ...header, alg }, claims)],
  [`alg ${JSON.stringify(alg)}, not signed`, forge({ ...header, alg }, claims, unsigned)],
])

const ofSecrets = [256, 384, 512].flatMap((bits) =>
  secrets.map(
    ([name, secret]): Named => [
      `HS${bits} with ${name} as the secret`,
      forge({ ...header, alg: `HS${bits}` }, claims, byHash(bits, secret)),
    ],
  ),
)

const keyIds: readonly unknown[] = [
  ...[undefined, null, '', 0, true, [], [kid], { kid }, `${kid},${kid}`, `${kid}/../${kid}`, `../${kid}`, '/dev/null'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', `' or '1'='1`, '$(kid)', 'x'.repeat(50_000), '*', '.'],
  ...['https://evil.example/key.json', 'file:///etc/passwd', 'data:application/json,{}'],
  ...twinsOf(kid),
]

const types: readonly unknown[] = [
  ...[
    'JWE',
    'at+jwt',
    'application/at+jwt',
    'dpop+jwt',
    'secevent+jwt',
    'logout+jwt',
    'id_token',
    'JOSE',
    'JOSE+JSON',
    '',
  ],
  ...[null, 0, ['JWT'], { typ: 'JWT' }, 'JWT\u0000', '\u0408WT'],
]

const chain = ['MIIB']
const embedded: Readonly<Record<string, object>> = {
  jwk: { jwk: foreignJwk },
  'jwk with our id': { jwk: { ...foreignJwk, kid } },
  'jwk and no id': { jwk: foreignJwk, kid: undefined },
  jku: { jku: 'https://evil.example/jwks.json' },
  'jku of this machine': { jku: 'http://127.0.0.1/jwks.json' },
  x5u: { x5u: 'https://evil.example/key.pem' },
  x5c: { x5c: chain },
  x5t: { x5t: 'AAAA' },
  'x5t#S256': { 'x5t#S256': 'AAAA' },
  'crit of what nobody knows': { crit: ['evil'], evil: true },
  'crit of exp': { crit: ['exp'], exp: 0 },
  'crit that is empty': { crit: [] },
  b64: { crit: ['b64'], b64: false },
  cty: { cty: 'JWT' },
  zip: { zip: 'DEF' },
  enc: { enc: 'A256GCM' },
  epk: { epk: foreignJwk },
  p2c: { p2c: 2 ** 31 },
}

const ofEmbedded = Object.entries(embedded).flatMap(([name, over]): Named[] => [
  [`${name}, signed by a foreigner`, forge({ ...header, ...over }, claims, byForeigner)],
  [`${name}, signed by us`, forge({ ...header, ...over }, claims, byUs)],
])

export const badHeaders: readonly Named[] = [
  ...ofAlgorithms,
  ...ofSecrets,
  ...keyIds.map((id): Named => [`kid ${JSON.stringify(id)?.slice(0, 60)}`, forge({ ...header, kid: id }, claims)]),
  ...types.map((typ): Named => [`typ ${JSON.stringify(typ)}`, forge({ ...header, typ }, claims)]),
  ...ofEmbedded,
]
