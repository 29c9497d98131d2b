import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CommandName, Input, Output } from '@parley/protocol'

/** What the demo made up, kept so that a second start finds the same users and sends the same messages again, which changes nothing. */
interface Kept {
  password: string
  messages: { from: string; to: string; id: string; text: string }[]
}

export interface DemoUser {
  username: string
  password: string
}

/** Two users with a conversation, made the way any program would: over the HTTP API. `file` keeps what is made up. */
export async function makeDemo(url: string, file: string): Promise<DemoUser[]> {
  const { password, messages } = await kept(file)
  const sessions = { alice: await enter(url, 'alice', password), bob: await enter(url, 'bob', password) } as Record<
    string,
    Session
  >
  for (const { from, to, id, text } of messages) {
    const input = { user: sessions[to]?.user ?? '', id, text }
    await post(url, 'direct.send', input, sessions[from]?.access)
  }
  return Object.keys(sessions).map((username) => ({ username, password }))
}

type Session = Output<'session.create'>

async function enter(url: string, username: string, password: string): Promise<Session> {
  const name = username.replace(/^./, (letter) => letter.toUpperCase())
  return post(url, 'account.create', { username, password, name }).catch(() =>
    post(url, 'session.create', { username, password }),
  )
}

async function post<C extends CommandName>(
  url: string,
  command: C,
  input: Input<C>,
  token?: string,
): Promise<Output<C>> {
  const response = await fetch(`${url}/v1/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(input),
  })
  const answer = await response.json()
  if (!response.ok)
    throw new Error(`The demo could not be made: ${command} was answered with ${JSON.stringify(answer)}.`)
  return answer
}

async function kept(file: string): Promise<Kept> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    const made: Kept = { password: randomBytes(9).toString('base64url'), messages: conversation() }
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(made), { mode: 0o600 })
    return made
  }
}

function conversation(): Kept['messages'] {
  const [alice, bob] = ['alice', 'bob']
  return [
    { from: alice, to: bob, text: 'Hi Bob, this is **our own** chat server.' },
    { from: bob, to: alice, text: 'And what if somebody pulls the plug?' },
    { from: alice, to: bob, text: 'What you see as sent is on the disk. Try it: stop it, start it again.' },
  ].map((message, index) => ({ ...message, id: uuid7(Date.now() + index) }))
}

/** The time, then chance: a UUID of version 7 out of one of version 4. */
function uuid7(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
