import { randomBytes, randomUUID } from 'node:crypto'
import { within } from '@parley/backing'
import { logIn, type ParleyOptions, post, type Session, uuid7 } from '@parley/client'
import type { CommandName, Input, Output } from '@parley/protocol'
import type { Conversation } from './conversation.ts'
import { layLink } from './link.ts'
import { errorsIn } from './log-errors.ts'
import type { Running, Runtime } from './runtime.ts'
import { Secrets } from './secrets.ts'
import { TestClient } from './test-client.ts'
import type { Login, User } from './user.ts'

const onlineMs = 10_000

/** A Parley that serves. Disposing it closes the clients that it gave, stops it and removes all that it had. */
export class StartedParley implements AsyncDisposable {
  /** How it runs. */
  readonly runtime: Runtime
  /** For HTTP and for the SDK. */
  readonly url: string
  /** For other WebSocket clients. */
  readonly socketUrl: string
  readonly #running: Running
  readonly #scope = new AsyncDisposableStack()
  readonly #secrets = new Secrets()
  readonly #sessions = new Map<string, Promise<Session>>()

  /** @internal Made by `ParleyContainer.start`. */
  constructor(running: Running) {
    this.#running = this.#scope.use(running)
    this.runtime = running.runtime
    this.url = running.url
    this.socketUrl = `${running.url.replace(/^http/, 'ws')}/v1/socket`
  }

  /** Signs somebody up, with a user name and a password that nobody else has. */
  async createUser(name = 'Somebody'): Promise<User> {
    const username = `u${randomUUID().slice(0, 18)}`
    const password = randomBytes(18).toString('base64url')
    this.#secrets.note(`the password of ${name}`, password)
    const { user, access: token, refresh } = await this.#call('account.create', { username, password, name })
    return { user, name, username, password, token, refresh }
  }

  /** Several at once: `const [ann, bob] = await parley.createUsers('Ann', 'Bob')`. */
  async createUsers<const Names extends readonly string[]>(...names: Names): Promise<{ [K in keyof Names]: User }> {
    return (await Promise.all(names.map((name) => this.createUser(name)))) as { [K in keyof Names]: User }
  }

  /** An access token that was made just now. */
  async token(login: Login): Promise<string> {
    return await (await this.#session(login)).token({ fresh: true })
  }

  /** One more device of somebody, online, on a network of its own. It is closed with the rest where it is not before. */
  async connect(login: Login, options: Partial<Omit<ParleyOptions, 'url'>> = {}): Promise<TestClient> {
    await using scope = new AsyncDisposableStack()
    const link = scope.use(await layLink([this.url]))
    const { token } = await this.#logIn(login, link.url)
    const client = scope.use(new TestClient(link, { token, ...options }))
    await within(onlineMs, client.ready, `${login.username} is not online within ${onlineMs} ms`)
    scope.move()
    return this.#scope.use(client)
  }

  /** A room of these: a direct one of two, else a group of the first one. */
  async conversation(first: User, ...others: User[]): Promise<Conversation> {
    const [second] = others
    const members = others.map(({ user }) => user)
    const wanted: Input<'room.create'> =
      second && others.length === 1
        ? { kind: 'direct', user: second.user }
        : { kind: 'group', key: uuid7(), name: 'Conversation', members }
    const { room, on } = await this.#callAs(first, 'room.create', wanted)
    return {
      id: room,
      stream: on,
      users: [first, ...others],
      send: async (by, text) => {
        const id = uuid7()
        return { id, ...(await this.#callAs(by, 'message.send', { room, id, text })) }
      },
    }
  }

  /** Everything that has been logged so far, by the platform and by its servers. */
  async logs(): Promise<string> {
    if (this.#scope.disposed) throw new Error('Parley has stopped: its logs can be had while it runs.')
    return await this.#running.output()
  }

  /** The lines of the logs at level error or above. */
  async errors(): Promise<string[]> {
    return errorsIn(await this.logs())
  }

  /** Rejects where a password or a token that was handed out here stands in the logs. */
  async assertNoSecrets(): Promise<void> {
    const leaks = this.#secrets.leaks(await this.logs())
    if (leaks.length > 0) throw new Error(leaks.join('\n'))
  }

  /** Closes the clients that it gave, stops Parley, and removes all of it. */
  async stop(): Promise<void> {
    await this.#scope.disposeAsync()
  }

  /** `stop`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** What somebody does here over HTTP is in one session, which keeps itself alive. */
  #session(login: Login): Promise<Session> {
    const known = this.#sessions.get(login.username)
    if (known) return known
    const session = this.#logIn(login, this.url)
    this.#sessions.set(login.username, session)
    session.catch(() => this.#sessions.delete(login.username))
    return session
  }

  #logIn({ username, password }: Login, url: string): Promise<Session> {
    this.#secrets.note(`the password of ${username}`, password)
    return logIn({ url, fetch: this.#secrets.fetch }, { username, password })
  }

  #call<C extends CommandName>(command: C, input: Input<C>, token?: string): Promise<Output<C>> {
    return post({ url: this.url, fetch: this.#secrets.fetch }, command, input, token)
  }

  async #callAs<C extends CommandName>(user: Login, command: C, input: Input<C>): Promise<Output<C>> {
    return await this.#call(command, input, await (await this.#session(user)).token())
  }
}
