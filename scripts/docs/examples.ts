/**
 * Exchanges and bodies that tell more than what is made of the shapes, which stands for all others. The compiler and
 * `docs.test.ts` hold them to the table.
 */
import {
  type CommandName,
  commands,
  deploymentBank,
  type EventBody,
  type EventName,
  events,
  exampleOf,
  type Input,
  type Output,
  type SignalBody,
  type SignalName,
  signals,
} from '@parley/protocol'

export const ann = '0199d2b4-8f10-4c52-9d3e-1c1f6f2a7b01'
export const bob = '0199d2b4-8f10-4c52-9d3e-1c1f6f2a7b02'
export const room = '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4'
const session = '0199d2b5-02c3-4f6e-bb1d-90aa4b7c1f10'
const message = '0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55'
const edit = '0199d2b9-1a2b-7c3d-8e4f-5a6b7c8d9e0f'
const space = '0199d2c0-7d11-4a6e-9b32-1f0c8e5d4a77'
const wave = '0199d2c1-5c70-4d2e-8a11-7b6f0e9d3c42'
const cake = '0199d2c1-2f3a-4b1d-9c66-0d4e8a7b5f21'
const party = '0199d2c1-0b5e-4c2f-8d47-6a1e9f3b2c58'
const key = '0199d2b7-2f00-4b1c-8e21-4f3d2c1b0a99'
const at = 1_760_000_000_000
const epoch = 1_759_000_000

const opened = {
  user: ann,
  session,
  access: 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl',
  access_expires_at: at + 300_000,
  access_expires_in_ms: 300_000,
  refresh: 'q2Yp0x8T2mJm5bXh4nqkQ3o7d0v1c9sZr6uWfGtHyLk',
  refresh_expires_at: at + 2_592_000_000,
  refresh_expires_in_ms: 2_592_000_000,
  device_token: 'AZnStI8QTFKdPhwfbyp7AQGZ0rUCw09uux2QqktSzxAz3s8pE6m1mB1yQm0J2c5X',
}
const state = { on: `chat/room/${room}`, epoch, head: 4, floor: 0, read: 3, unread: 1 }
const summary = { room, kind: 'direct' as const, name: 'Bob', role: 'member' as const, ...state }
const members = [
  { user: ann, name: 'Ann', role: 'member' as const, joined: 2 },
  { user: bob, name: 'Bob', role: 'member' as const, joined: 3 },
]
const described = { ...summary, member_count: 2, members }

type Exchange<C extends CommandName> = { readonly with: Input<C>; readonly ok: Output<C> }

const draft = { text: 'Shall we', reply: 4, version: at + 3_000 }

const sent = (seq: number, by: string, text: string) => ({
  on: `chat/room/${room}`,
  seq,
  ev: 'message.sent',
  by,
  at,
  is: { id: message, text },
})

const written: { readonly [C in CommandName]?: Exchange<C> } = {
  hello: {
    with: { have: { [`chat/user/${ann}`]: [epoch, 1], [`chat/room/${room}`]: [epoch, 3] } },
    ok: {
      session,
      user: ann,
      heartbeat_ms: 25_000,
      token_expires_at: at + 300_000,
      token_expires_in_ms: 300_000,
      frame_bytes: 131_072,
      streams: [
        { on: `chat/user/${ann}`, epoch, head: 1, floor: 0, read: 1, unread: 0, from: 1 },
        { ...state, from: 3 },
      ],
      unknown: [],
    },
  },
  'stream.have': { with: { have: { [`chat/room/${room}`]: [epoch, 3] } }, ok: {} },
  'stream.follow': {
    with: { streams: [`chat/room/${room}`], have: { [`chat/room/${room}`]: [epoch, 3] } },
    ok: { streams: [{ ...state, from: 3 }], unknown: [] },
  },
  'stream.leave': { with: { streams: [`chat/room/${room}`] }, ok: {} },
  ping: { with: {}, ok: {} },
  'token.renew': {
    with: { token: opened.access },
    ok: { token_expires_at: at + 600_000, token_expires_in_ms: 300_000 },
  },
  'typing.start': { with: { room }, ok: {} },
  'account.create': {
    with: { username: 'ann', password: 'correct horse battery', name: 'Ann', device: 'laptop', key },
    ok: opened,
  },
  'account.get': {
    with: {},
    ok: { user: ann, username: 'ann', name: 'Ann', created_at: at, findable: 'everyone', former: [] },
  },
  'account.change': { with: { name: 'Countess' }, ok: { user: ann, name: 'Countess' } },
  'session.create': {
    with: { username: 'ann', password: 'correct horse battery', device_token: opened.device_token },
    ok: opened,
  },
  'session.refresh': {
    with: { refresh: opened.refresh },
    ok: { ...opened, refresh: 'Zk1s8v0bqYt3wXf6pLr9uHj2nMc5gDa7eSi4oTy0xUQ' },
  },
  'session.end': { with: { refresh: opened.refresh }, ok: {} },
  'session.list': {
    with: {},
    ok: {
      sessions: [
        {
          session: opened.session,
          device: 'laptop',
          address: '192.0.2.7',
          created_at: at,
          used_at: at + 60_000,
          current: true,
        },
      ],
      more: false,
    },
  },
  'session.rename': { with: { session: opened.session, device: 'Laptop at home' }, ok: {} },
  'session.revoke': { with: { session: opened.session }, ok: {} },
  'session.revoke_all': { with: { keep: opened.session }, ok: { ended: 2 } },
  'password.change': {
    with: { password: 'correct horse battery', new_password: 'another battery staple' },
    ok: { ended: 2 },
  },
  'password.forget': { with: { account: 'ann' }, ok: {} },
  'password.reset': {
    with: { token: 'Zk1s8v0bqYt3wXf6pLr9uHj2nMc5gDa7eSi4oTy0xUQz', new_password: 'another battery staple' },
    ok: { ended: 2 },
  },
  'email.get': { with: {}, ok: { email: 'ann@example.org', available: true } },
  'email.change': { with: { email: 'ada@example.org', password: 'correct horse battery' }, ok: {} },
  'email.remove': { with: { password: 'correct horse battery' }, ok: {} },
  'email.verify': { with: { token: 'Zk1s8v0bqYt3wXf6pLr9uHj2nMc5gDa7eSi4oTy0xUQz' }, ok: {} },
  'username.change': {
    with: { username: 'ada.l', password: 'correct horse battery' },
    ok: { username: 'ada.l', former: [{ username: 'ann', until: at + 7_776_000_000 }] },
  },
  'username.resolve': { with: { username: 'bob' }, ok: { user: bob, name: 'Bob', profile: 3 } },
  'profile.get': {
    with: { user: bob },
    ok: {
      user: bob,
      name: 'Bob',
      profile: 3,
      pronouns: 'he',
      colour: '#2a7f62',
      bio: 'I build bridges.',
      links: [{ url: 'https://bob.example', label: 'Home' }],
    },
  },
  'profile.change': {
    with: { pronouns: 'she', bio: '' },
    ok: { user: ann, name: 'Ann', profile: 2, pronouns: 'she' },
  },
  'user.get': { with: { users: [bob] }, ok: { users: [{ user: bob, name: 'Bob', profile: 3 }] } },
  'user.search': { with: { name: 'bo' }, ok: { users: [{ user: bob, name: 'Bob', profile: 3 }] } },
  'room.create': { with: { kind: 'direct', user: bob }, ok: described },
  'room.list': { with: { limit: 50 }, ok: { rooms: [summary], more: false } },
  'room.get': { with: { room }, ok: described },
  'room.at': { with: { room, at }, ok: { epoch, head: 4, seq: 4 } },
  'room.snapshot': {
    with: { room, seq: 4, limit: 1 },
    ok: {
      epoch,
      seq: 4,
      kind: 'group',
      name: 'Team',
      member_count: 2,
      members,
      events: [sent(4, bob, 'Hello **Ann**')],
      more: true,
    },
  },
  'room.leave': { with: { room }, ok: { seq: 5 } },
  'room.history': {
    with: { room, before: 5, limit: 1 },
    ok: {
      epoch,
      head: 8,
      floor: 0,
      events: [sent(4, bob, 'Hello **Ann**')],
      states: [
        {
          seq: 4,
          edited: { seq: 5, at: at + 9_000, text: 'Hello **Ann**!' },
          reactions: [{ emoji: '👍', count: 2, own: true }],
          pinned: 8,
        },
      ],
      more: true,
    },
  },
  'member.list': {
    with: { room, after: 2, limit: 50 },
    ok: { epoch, head: 4, member_count: 2, members: members.slice(1), more: false },
  },
  'member.add': { with: { room, users: [bob] }, ok: { seq: 5 } },
  'member.remove': { with: { room, user: bob }, ok: { seq: 5 } },
  'message.send': { with: { room, id: message, text: 'Hello **Bob**' }, ok: { seq: 5, at } },
  'direct.send': { with: { user: bob, id: message, text: 'Hello **Bob**' }, ok: { room, seq: 5, at } },
  'message.delete': { with: { room, seq: 5 }, ok: { seq: 6 } },
  'message.edit': { with: { room, seq: 5, id: edit, text: 'Hello **Bob**!' }, ok: { seq: 6 } },
  'message.pin': { with: { room, seq: 5 }, ok: { seq: 6 } },
  'message.unpin': { with: { room, seq: 5 }, ok: { seq: 7 } },
  'pin.list': {
    with: { room },
    ok: {
      epoch,
      head: 6,
      pins: [
        {
          pinned: 6,
          event: sent(5, ann, 'Hello'),
        },
      ],
      states: [{ seq: 5, pinned: 6 }],
      more: false,
    },
  },
  'reaction.add': { with: { room, seq: 5, emoji: '👍' }, ok: { seq: 6 } },
  'estate.find': {
    with: { name: 'book' },
    ok: {
      spaces: [
        {
          space,
          name: 'Book club',
          owner: ann,
          owner_name: 'Ann',
          resident_count: 2,
          room_count: 1,
          created_at: at,
          active_at: at,
        },
      ],
      more: false,
    },
  },
  'estate.hand_over': { with: { space, user: bob, reason: 'Ann is gone' }, ok: { seq: 9 } },
  'bank.get': {
    with: {},
    ok: {
      on: `chat/bank/${deploymentBank}`,
      epoch: 1,
      head: 4,
      emoji_list: [{ emoji: party, name: 'party', file: cake, tags: ['cake'] }],
      sticker_list: [{ sticker: wave, kind: 'sticker', name: 'wave', file: cake }],
    },
  },
  'emoji.set': { with: { space, emoji: party, name: 'party', file: cake, tags: ['cake'] }, ok: { seq: 9 } },
  'sticker.set': { with: { space, sticker: wave, name: 'wave', file: cake, tags: ['hello'] }, ok: { seq: 11 } },
  'sticker.remove': { with: { space, sticker: wave }, ok: { seq: 12 } },
  'emoji.remove': { with: { space, emoji: party }, ok: { seq: 10 } },
  'reaction.remove': { with: { room, seq: 5, emoji: '👍' }, ok: { seq: 7 } },
  'reaction.list': {
    with: { room, seq: 5, emoji: '👍' },
    ok: { epoch, head: 6, users: [{ user: bob, name: 'Bob', added: 6 }], more: false },
  },
  'message.search': {
    with: { text: 'hello -goodbye', authors: [bob], limit: 1 },
    ok: {
      hits: [
        {
          event: sent(4, bob, 'Hello **Ann**'),
          spots: [[0, 5]],
        },
      ],
      next: `${at}/${room}/4`,
    },
  },
  'author.hide': { with: { user: bob }, ok: {} },
  'author.show': { with: { user: bob }, ok: {} },
  'author.list': { with: {}, ok: { users: [bob] } },
  'cursor.move': { with: { room, seq: 4 }, ok: { head: 4, read: 4, unread: 0 } },
  'preference.set': {
    with: { room, favourite: true, muted_ms: 3_600_000 },
    ok: { level: 'all', muted: true, muted_until: at + 3_600_000, favourite: true },
  },
  'unread.mark': {
    with: { room, seq: 4 },
    ok: { level: 'all', muted: false, favourite: true, marked: { seq: 4, read: 5, unread: 2 } },
  },
  'unread.clear': { with: { room }, ok: { level: 'all', muted: false, favourite: true } },
  'draft.set': { with: { room, text: 'Shall we', reply: 4, version: at }, ok: { ...draft, saved: true } },
  'draft.get': { with: { room }, ok: draft },
  'preview.remove': { with: { room, seq: 5 }, ok: { seq: 7 } },
  'preview.show': { with: { shown: false }, ok: { shown: false } },
  'receipt.allow': { with: { allowed: true }, ok: { allowed: true } },
  'receipt.deliver': { with: { rooms: [{ room, seq: 5 }] }, ok: { allowed: true } },
  'receipt.list': { with: { room }, ok: { receipts: [{ user: bob, read: 4, delivered: 5 }] } },
  'draft.list': { with: {}, ok: { drafts: [{ room, ...draft }], more: false } },
}

export const exchangeOf = (name: CommandName): Exchange<CommandName> => {
  const { input, output } = commands[name]
  return written[name] ?? ({ with: exampleOf(input), ok: exampleOf(output) } as Exchange<CommandName>)
}

/** The other form of the one command that has two. */
export const groupExchange: Exchange<'room.create'> = {
  with: { kind: 'group', key, name: 'Lunch', members: [bob] },
  ok: {
    ...described,
    kind: 'group',
    name: 'Lunch',
    role: 'owner',
    head: 3,
    unread: 0,
    members: [
      { user: ann, name: 'Ann', role: 'owner', joined: 2 },
      { user: bob, name: 'Bob', role: 'member', joined: 3 },
    ],
  },
}

const bodies: { readonly [E in EventName]?: EventBody<E> } & { readonly [S in SignalName]?: SignalBody<S> } = {
  'account.created': { user: ann, name: 'Ann' },
  'account.changed': { user: ann, name: 'Countess' },
  'factor.changed': { user: ann, second_factor: true },
  'standing.changed': { user: ann, is: 'suspended', until: at + 86_400_000 },
  'room.created': { kind: 'group', name: 'Lunch' },
  'member.joined': { user: bob, name: 'Bob', role: 'member' },
  'member.left': { user: bob },
  'role.changed': { user: bob, role: 'owner' },
  'message.sent': { id: message, text: `Hello <@${bob}>`, mentions: { users: [bob] } },
  'message.deleted': { seq: 5, also: [6] },
  'message.edited': { seq: 5, text: `Hello <@${bob}>!`, mentions: { users: [bob] } },
  'message.previewed': {
    seq: 5,
    previews: [
      { link: 'https://example.org/tour', title: 'A tour', description: 'Through the old town.', site: 'Example' },
    ],
  },
  'message.unpreviewed': { seq: 5 },
  'message.pinned': { seq: 5 },
  'message.unpinned': { seq: 5 },
  'reaction.added': { seq: 5, emoji: '👍' },
  'emoji.named': { emoji: party, name: 'party', file: cake, tags: ['cake'] },
  'emoji.removed': { emoji: party },
  'sticker.named': { sticker: wave, kind: 'sticker', name: 'wave', file: cake, tags: ['hello'] },
  'sticker.removed': { sticker: wave },
  'reaction.removed': { seq: 5, emoji: '👍' },
  'thread.created': { room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22', seq: 5, name: 'Where to' },
  'thread.changed': { room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22', seq: 5, archived: true },
  'thread.followed': { room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22', parent: room },
  'thread.unfollowed': { room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22', parent: room },
  'room.joined': {
    room,
    kind: 'group',
    name: 'Lunch',
    role: 'member',
    on: `chat/room/${room}`,
    epoch,
    head: 5,
    floor: 0,
  },
  'room.left': { room, on: `chat/room/${room}` },
  'author.hidden': { user: bob },
  'author.shown': { user: bob },
  'message.returned': { id: message, user: bob, text: 'Hello **Bob**', why: 'USER_NOT_FOUND' },
  'room.moved': { room, head: 12, tally: 9 },
  'typing.started': {},
  'typing.stopped': {},
  'thread.moved': {
    room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22',
    seq: 5,
    head: 3,
    tally: 2,
    replies: 2,
    last: { seq: 3, at: 1790000000000 },
  },
  'thread.advanced': {
    parent: room,
    room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22',
    seq: 5,
    head: 3,
    tally: 2,
    replies: 2,
    last: { seq: 3, at: 1790000000000 },
    unread: 1,
    archive_minutes: 4_320,
  },
  'thread.replied': { room: '0199d2b9-02c8-8a41-9d3e-5b7c1f0a6e22', seq: 5 },
  'cursor.moved': { room, head: 4, read: 4, unread: 0 },
  'preference.changed': { room, level: 'all', muted: false, favourite: true, hidden: { read: 4, unread: 0 } },
  'name.changed': { user: ann, name: 'Countess', version: 2 },
  'member.renamed': { user: ann, name: 'Countess', version: 2 },
  'receipt.moved': { user: ann, read: 4 },
  'receipt.delivered': { user: ann, delivered: 5 },
  'preview.shown': { shown: false },
  'receipt.allowed': { allowed: true },
  'draft.changed': { room, version: at + 3_000 },
}

/** What an event or a signal of this name says. */
export const bodyOf = (name: EventName | SignalName): unknown =>
  bodies[name] ?? exampleOf({ ...events, ...signals }[name].body)

/** A frame of an event, or of a signal where `seq` is left out, on a stream of this kind. */
export const frameOf = (kind: string, ev: string, is: unknown, seq?: number) => ({
  on: `${kind}/${kind === 'chat/room' ? room : ann}`,
  ...(seq === undefined ? {} : { seq }),
  ev,
  ...(ev === 'message.returned' ? {} : { by: ann }),
  at,
  is,
})
