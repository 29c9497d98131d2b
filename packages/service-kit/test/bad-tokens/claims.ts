/** RFC 8725, 3.8 to 3.10, 3.12: what a token may say of whose it is, for whom and until when. All are signed by the right key. */
import { claims, forge, header, issuer, type Named, now, twinsOf } from './forge.ts'

const other = '0197aaaa-0000-4000-8000-000000000000'

const ids: readonly unknown[] = [
  ...[undefined, null, '', 0, true, [], [other], { id: other }, '*', 'admin', other.toUpperCase(), `${other}\n`],
  ...[`{${other}}`, `urn:uuid:${other}`, other.replaceAll('-', ''), `${other}${other}`, other.replace('0', '\uff10')],
  ...[other.replace('a', '\u0430'), `${other}\u0000`, ` ${other}`, "' or '1'='1", '../..', '__proto__'],
]

const wrong: Readonly<Record<string, readonly unknown[]>> = {
  iss: [undefined, null, '', 0, true, [], [issuer], [issuer, 'other'], { iss: issuer }, 'other', ...twinsOf(issuer)],
  aud: [undefined, null, '', 0, true, [], ['other'], [['parley']], { 0: 'parley' }, 'other', ...twinsOf('parley')],
  sub: ids,
  sid: ids,
  exp: [undefined, null, '', 'never', String(now + 60), [now + 60], {}, true, -1, 0, now - 1, now - 86_400, -1e300],
  nbf: [now + 3_600, 1e15, '0', 'soon', [0], {}, true],
  scope: [null, 0, true, [], ['chat:read'], {}],
}

const ofClaims = Object.entries(wrong).flatMap(([name, values]) =>
  values.map(
    (value): Named => [`${name} ${JSON.stringify(value)}`, forge(header, JSON.stringify({ ...claims, [name]: value }))],
  ),
)

const bodies: Readonly<Record<string, string>> = {
  nothing: '',
  null: 'null',
  'an array': JSON.stringify([claims]),
  'a text': '"claims"',
  'a number': '7',
  'an empty object': '{}',
  'no JSON': '{"sub":',
  'claims within claims': JSON.stringify({ claims }),
  'claims by __proto__': `{"__proto__":${JSON.stringify(claims)}}`,
  'a token': forge(header, claims),
}

export const badClaims: readonly Named[] = [
  ...ofClaims,
  ...Object.entries(bodies).map(([name, body]): Named => [`a body that is ${name}`, forge(header, body)]),
]
