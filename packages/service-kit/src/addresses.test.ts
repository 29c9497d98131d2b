import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressKey, callerBehind, isNetwork, networks, plainAddress } from './addresses.ts'

describe('an address has one spelling', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['192.0.2.1:50001', '192.0.2.1'],
    ['"192.0.2.1"', '192.0.2.1'],
    ['"192.0.2.1:443"', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['"[2001:db8::1]"', '2001:db8::1'],
    ['"[2001:DB8::1]:50001"', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:80', 'fe80::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
    ['::1', '::1'],
    ['::', '::'],
  ])('%j is %s', (written, plain) => {
    expect(plainAddress(written)).toBe(plain)
  })

  test.each([
    '',
    ' ',
    'unknown',
    '_hidden',
    '_SEVKISEK',
    '"_gazonk"',
    'localhost',
    'gateway.example',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '010.001.002.003',
    '0x7f.1',
    '2130706433',
    '1.2.3.4:',
    '1.2.3.4:123456',
    '1.2.3.4:x',
    '2001:db8::1::2',
    '[2001:db8::1',
    '2001:db8::1]',
    '[192.0.2.1',
    '[]',
    '1.2.3.4, 5.6.7.8',
    '1.2.3.4 5.6.7.8',
    '1.2.3.4\u0000',
    'for=192.0.2.1',
    'x'.repeat(10_000),
    `${'0'.repeat(10_000)}::1`,
  ])('%.40j is none', (written) => {
    expect(plainAddress(written)).toBeUndefined()
  })

  test('however IPv6 is written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const short = groups.map((group) => group.toString(16)).join(':')
        const long = groups.map((group) => group.toString(16).toUpperCase().padStart(4, '0')).join(':')
        const plain = plainAddress(short)
        for (const written of [long, `[${long}]:1`, `"[${short}]"`, `${short}%x`])
          expect(plainAddress(written)).toBe(plain)
        expect(plainAddress(plain as string)).toBe(plain)
      }),
    )
  })
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['[2001:db8::9]:443', '2001:db8:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['somewhere', 'somewhere'],
  ['', ''],
])('what %s does is counted under %s', (address, key) => {
  expect(addressKey(address)).toBe(key)
})

test.each([
  ['loopback', true],
  ['linklocal', true],
  ['uniquelocal', true],
  ['10.0.0.0/8', true],
  ['192.0.2.1', true],
  ['2001:db8::/32', true],
  ['2001:DB8::1', true],
  ['0.0.0.0/0', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/8/8', false],
  ['10.0.0.0/', false],
  ['fe80::1%eth0', false],
  ['gateway', false],
  ['toString', false],
  ['*', false],
  ['', false],
])('%j names proxies: %s', (item, is) => {
  expect(isNetwork(item)).toBe(is)
})

test.each([
  [['loopback'], ['127.0.0.1', '127.9.9.9', '::1'], ['10.0.0.1', '128.0.0.1', '::2', '']],
  [['uniquelocal'], ['10.1.2.3', '172.16.0.1', '192.168.1.1', 'fd00::1'], ['172.32.0.1', '127.0.0.1', '2001:db8::1']],
  [['linklocal'], ['169.254.1.1', 'fe80::1'], ['169.255.0.1', 'fec0::1']],
  [
    ['192.0.2.7', '2001:DB8::1'],
    ['192.0.2.7', '2001:db8::1'],
    ['192.0.2.8', '2001:db8::2'],
  ],
  [
    ['10.0.0.0/8', '2001:db8::/32'],
    ['10.255.0.1', '2001:db8:ffff::1'],
    ['11.0.0.1', '2001:db9::1'],
  ],
  [[], [], ['127.0.0.1', '::1', '']],
])('the networks %j hold %j and not %j', (items, inside, outside) => {
  const isIn = networks(items)
  for (const address of inside) expect(isIn(address), address).toBe(true)
  for (const address of outside) expect(isIn(address), address).toBe(false)
})

describe('who asks', () => {
  const nobody = { isTrusted: () => false, hops: 1 }
  const ours = (hops: number) => ({ isTrusted: networks(['10.0.0.0/8', '::1']), hops })

  test.each([
    ['the connection', '192.0.2.1', undefined, nobody, '192.0.2.1'],
    ['the connection, in its own form', '::ffff:192.0.2.1', undefined, nobody, '192.0.2.1'],
    ['the connection and not what a stranger says', '192.0.2.1', '127.0.0.1', nobody, '192.0.2.1'],
    ['whom a proxy of ours names', '10.0.0.1', '192.0.2.1', ours(1), '192.0.2.1'],
    ['whom a proxy of ours names, in its own form', '::ffff:10.0.0.1', '[2001:DB8::1]:50001', ours(1), '2001:db8::1'],
    ['the same with every port', '10.0.0.1', '203.0.113.7:50001', ours(1), '203.0.113.7'],
    ['the outermost proxy of ours', '10.0.0.1', '192.0.2.1, 10.0.0.2', ours(2), '192.0.2.1'],
    ['not whom somebody named to a proxy of ours', '10.0.0.1', '127.0.0.1, 192.0.2.1', ours(2), '192.0.2.1'],
    ['somebody in our own network, who cannot choose', '10.0.0.1', '198.51.100.9, 10.9.9.9', ours(1), '10.9.9.9'],
    ['nobody further than there are proxies', '10.0.0.1', '1.1.1.1, 10.0.0.3, 10.0.0.2', ours(2), '10.0.0.3'],
    ['the proxy that names nobody', '10.0.0.1', undefined, ours(2), '10.0.0.1'],
    ['the proxy that names nothing', '10.0.0.1', ' , ', ours(2), '10.0.0.1'],
    ['the proxy whose client hides', '10.0.0.1', '192.0.2.1, unknown', ours(2), '10.0.0.1'],
    ['the proxy whose client is obfuscated', '10.0.0.1', '_hidden', ours(2), '10.0.0.1'],
    ['the proxy with garbage before it', '10.0.0.1', '192.0.2.1,\u0007', ours(2), '10.0.0.1'],
    ['the proxy with an empty hop before it', '10.0.0.1', '192.0.2.1,,10.0.0.2', ours(3), '10.0.0.2'],
    ['the last of many proxies, all ours', '10.0.0.1', '10.0.0.2', ours(5), '10.0.0.2'],
    ['nobody where the connection is gone', '', '192.0.2.1', ours(1), ''],
  ])('is %s', (_, peer, forwarded, trust, address) => {
    expect(callerBehind(peer, forwarded, trust).address).toBe(address)
  })

  test('is looked for among as many hops as are believed, however many there are', () => {
    const chain = Array.from({ length: 100_000 }, () => '10.0.0.9').join(', ')
    let asked = 0
    const isTrusted = () => ++asked > 0
    expect(callerBehind('10.0.0.1', `192.0.2.1, ${chain}`, { isTrusted, hops: 3 }).address).toBe('10.0.0.9')
    expect(asked).toBeLessThan(10)
  })

  test.each([
    ['a stranger says for whom', '192.0.2.1', '192.0.2.9', 'stranger'],
    ['a proxy says for nobody', '10.0.0.1', undefined, 'silent'],
    ['one more of our own is behind', '10.0.0.1', '192.0.2.1, 10.0.0.2', 'further'],
    ['all is as it is set', '10.0.0.1', '192.0.2.1', undefined],
    ['somebody within our network asks', '10.0.0.1', '10.0.0.2', undefined],
    ['nobody is in front', '192.0.2.1', undefined, undefined],
  ])('leaves a doubt whether the settings are right where %s', (_, peer, forwarded, doubt) => {
    expect(callerBehind(peer, forwarded, ours(1)).doubt).toBe(doubt)
  })
})
