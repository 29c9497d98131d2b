/** RFC 8725, 3.3: signatures that are none, and texts that are no token in the one form that we take. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { claims, es256, forge, header, type Named, ours, type Signer } from './forge.ts'

const good = forge(header, claims)
const [head = '', body = '', signature = ''] = good.split('.')
const bytes = Buffer.from(signature, 'base64url')
const zero = Buffer.alloc(32)
/** The order of P-256. */
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const one = Buffer.from('1'.padStart(64, '0'), 'hex')
const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32)]

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
const ed = generateKeyPairSync('ed25519').privateKey
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey

const signers: Readonly<Record<string, Signer>> = {
  'another key of the curve': es256(curve('P-256')),
  'a key of P-384': es256(curve('P-384')),
  'a key of P-521': es256(curve('P-521')),
  'a key of secp256k1': es256(curve('secp256k1')),
  'an RSA key': (signed) => sign('sha256', Buffer.from(signed), rsa),
  'an Ed25519 key': (signed) => sign(null, Buffer.from(signed), ed),
  'our key, over another hash': (signed) =>
    sign('sha512', Buffer.from(signed), { key: ours, dsaEncoding: 'ieee-p1363' }),
  'our key, as DER': (signed) => sign('sha256', Buffer.from(signed), ours),
  'our key, over the claims alone': (signed) => es256(ours)(signed.split('.')[1] as string),
  'our key, over what is not encoded': () => es256(ours)(JSON.stringify(claims)),
}

const signatures: Readonly<Record<string, Buffer>> = {
  'two zeros': Buffer.concat([zero, zero]),
  'r of zero': Buffer.concat([zero, s]),
  's of zero': Buffer.concat([r, zero]),
  'two times the order': Buffer.concat([order, order]),
  'two ones': Buffer.concat([one, one]),
  'numbers that changed places': Buffer.concat([s, r]),
  'half of it': r,
  'a byte less': bytes.subarray(1),
  'a byte more': Buffer.concat([bytes, Buffer.alloc(1)]),
  'a byte before it': Buffer.concat([Buffer.alloc(1), bytes]),
  'twice it': Buffer.concat([bytes, bytes]),
  'a megabyte': Buffer.alloc(1_000_000, 7),
}

const flipped = Array.from({ length: 16 }, (_, place): Named => {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(place * 4) ^ 1, place * 4)
  return [`a bit of the signature flipped at ${place * 4}`, `${head}.${body}.${changed.toString('base64url')}`]
})

const parts = { protected: head, payload: body, signature }
const texts: Readonly<Record<string, string>> = {
  'without a signature': `${head}.${body}`,
  'with a dot in its place': `${head}.${body}.`,
  'with a dot behind': `${good}.`,
  'with a dot before': `.${good}`,
  'with a part more': `${good}.${signature}`,
  'of five parts, as an encrypted one': `${head}..${body}.${signature}.AA`,
  'with the parts in another order': `${body}.${head}.${signature}`,
  'of two headers': `${head}.${head}.${signature}`,
  'with a blank before': ` ${good}`,
  'with a blank behind': `${good} `,
  'with a line behind': `${good}\n`,
  'with a null behind': `${good}\u0000`,
  'with its scheme': `Bearer ${good}`,
  'in quotes': `"${good}"`,
  'with = behind': `${good}==`,
  'with = in the midst': `${head}=.${body}.${signature}`,
  'with + for -': `${head}.${body}+.${signature}`,
  'with dots of another width': good.replaceAll('.', '\uff0e'),
  'with dots that are escaped': good.replaceAll('.', '%2E'),
  'with something unseen between': good.replace('.', '.\u200b'),
  'with a mark of direction': `\u202e${good}`,
  'with a letter of another script': good.replace(/[aoe]/, '\u0430'),
  'as JSON, flattened': JSON.stringify(parts),
  'as JSON, in general': JSON.stringify({ payload: body, signatures: [parts] }),
  'in base64 once more': Buffer.from(good).toString('base64url'),
  twice: `${good},${good}`,
  'with claims of another': `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: claims.sid })).toString('base64url')}.${signature}`,
  'with a header of another': `${Buffer.from(JSON.stringify({ ...header, x: 1 })).toString('base64url')}.${body}.${signature}`,
}

export const badForms: readonly Named[] = [
  ...Object.entries(signers).map(([name, signer]): Named => [`signed by ${name}`, forge(header, claims, signer)]),
  ...Object.entries(signatures).map(
    ([name, made]): Named => [`whose signature is ${name}`, `${head}.${body}.${made.toString('base64url')}`],
  ),
  ...flipped,
  ...Object.entries(texts),
]
