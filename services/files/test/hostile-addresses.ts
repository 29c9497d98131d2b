/** Addresses that lead to where nobody from outside is to get, in the ways in which they can be written. */

/** What a network has within, and what is nobody's, for each range that is not public. */
export const innerAddresses: readonly string[] = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.254', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.1.2.3'],
  ...['169.254.0.1', '169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.254', '192.0.0.1', '192.0.0.192'],
  ...['192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.254', '198.18.0.1', '198.19.255.254', '198.51.100.1'],
  ...['203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
]

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const radix = (address: string, prefix: string, base: number): string =>
  address
    .split('.')
    .map((part) => prefix + Number(part).toString(base))
    .join('.')
const short = (address: string): string => {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number]
  return `${a}.${b}.${c * 256 + d}`
}
const halves = (address: string): string => {
  const number = numberOf(address)
  return `${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}`
}
const fullWidth = (text: string): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))

/** One address, in all the ways in which a browser or a resolver takes it. */
export const spellings = (address: string): readonly string[] => [
  address,
  `${address}.`,
  String(numberOf(address)),
  `0x${numberOf(address).toString(16)}`,
  `0${numberOf(address).toString(8)}`,
  radix(address, '0x', 16),
  radix(address, '0', 8),
  short(address),
  fullWidth(address),
  address.replaceAll('.', '。'),
  address.replaceAll('.', '%2e'),
  `[::ffff:${address}]`,
  `[::ffff:${halves(address)}]`,
  `[0:0:0:0:0:ffff:${halves(address)}]`,
  `[::${address}]`,
  `[::ffff:0:${halves(address)}]`,
  `[64:ff9b::${halves(address)}]`,
  `[64:ff9b:1::${halves(address)}]`,
  `[2002:${halves(address)}::1]`,
  `[2001:0:${halves(address)}::1]`,
]

export const innerAddresses6: readonly string[] = [
  ...['::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'febf::1', 'fec0::1', 'fc00::1', 'fd00::1', 'fd00:ec2::254'],
  ...['ff02::1', 'ff05::2', '100::1', '2001::1', '2001:10::1', '2001:20::1', '2001:db8::1', '2002::1', '64:ff9b::1'],
  ...['3fff::1', '5f00::1'],
]

/** Hosts of one word, of a network's own, and of none. */
export const innerNames: readonly string[] = [
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'localhost.localdomain',
    'router',
    'printer.local',
    'nas.lan',
  ],
  ...['metadata.google.internal', 'kubernetes.default.svc.cluster.local', 'db.home.arpa', '1.0.0.127.in-addr.arpa'],
  ...['wiki.corp', 'git.intranet', 'x.onion', 'a.test', 'a.invalid', 'ｌｏｃａｌｈｏｓｔ', 'loc\u00adalhost'],
]

/** Addresses that are none of the web. `port` is that of somebody who listens. */
export const otherAddresses = (port: number): readonly string[] => [
  ...['file:///etc/passwd', 'ftp://example.org/', 'gopher://example.org/', 'data:text/html,x', 'javascript:alert(1)'],
  ...[
    'dict://example.org:11211/',
    'ldap://example.org/',
    'ws://example.org/',
    'blob:https://example.org/x',
    'about:blank',
  ],
  ...[
    'http://user@example.org/',
    'http://user:word@example.org/',
    'http://example.org@public.example/',
    'http://:x@example.org/',
  ],
  ...['http://example.org:22/', 'http://example.org:25/', 'http://example.org:6379/', 'http://example.org:65536/'],
  ...[
    'http://',
    'http:///',
    'https://?',
    'http://[',
    'http://[::1',
    'http://exa mple.org/',
    'http://%00/',
    '//x',
    '',
    ' ',
  ],
  `http://example.org:${port === 65_535 ? 1 : port + 1}/`,
  `http://${'a'.repeat(3_000)}.example.org/`,
]
