/** The services behind a router, and the way to them, in which nothing happens by itself: a test says what happens when. */
import { commands, type Owner } from '@parley/protocol'
import { type Call, encodeReply, okText, subjects } from '@parley/wire'
import { longestWaitMs } from '../../src/departures.ts'
import { Router, type RouterBus } from '../../src/router.ts'

type Name = keyof typeof commands
type Take = Parameters<RouterBus['listen']>[1]

const entries = Object.entries(commands) as [Name, { owner: string; inOrderOf?: string }][]
const [ordered, member] =
  entries.flatMap(([name, { inOrderOf }]) => (inOrderOf ? [[name, inOrderOf] as const] : []))[0] ?? []
const unordered = (owner: Owner) => entries.find(([, entry]) => entry.owner === owner && !entry.inOrderOf)?.[0] as Name

export const timeoutMs = 10_000
/** What NATS takes by default, and commands of one lane in one piece. */
const mostBytes = 1_048_576
const mostOfLane = 32
/** Bytes that the longest text needs, of signs that JSON spells out. */
export const mostSize = 24_000

interface Asked {
  readonly number: number
  readonly service: Owner
  readonly lane: string | undefined
  readonly at: number
  /** The message that it left with. */
  message?: Message
  answer?: string
  answeredAt?: number
}

interface Message {
  readonly service: Owner
  readonly reply: string
  readonly calls: readonly Call[]
}

interface Answer {
  readonly subject: string
  readonly text: string
}

export class Services {
  readonly router: Router
  readonly asked: Asked[] = []
  /** Under way, each of them: commands, the calls that services are at, and answers. */
  readonly messages: Message[] = []
  readonly calls: { readonly reply: string; readonly call: Call }[] = []
  readonly answers: Answer[] = []
  /** What was seen and must not be, in words. */
  readonly complaints: string[] = []
  readonly #now: () => number
  readonly #senders = [{}, {}]
  readonly #works: (() => void)[] = []
  #take: Take = () => {}
  #connected = true
  #broken: () => void = () => {}

  constructor(now: () => number) {
    this.#now = now
    this.router = new Router(
      {
        subjects: subjects('test'),
        mostBytes: () => 1_048_576,
        listen: (_, take) => {
          this.#take = take
        },
        publish: (subject, data, reply) => this.#leave(subject, String(data), reply ?? ''),
        beforeLeaving: (work) => void this.#works.push(work),
        connected: () => this.#connected,
        onDisconnect: (then) => {
          this.#broken = then
        },
      },
      'gateway',
      timeoutMs,
    )
  }

  /** Of a sender to one of two rooms. */
  ask(sender: number, room: number, size: number): void {
    const lane = `${sender % 2} ${room % 2}`
    const input = { [member as string]: `room ${room % 2}`, text: 'x'.repeat(size) }
    this.#dispatch(ordered as Name, input, lane, this.#senders[sender % 2])
  }

  askUnordered(owner: Owner): void {
    this.#dispatch(unordered(owner), {}, undefined, this.#senders[0])
  }

  turn(): void {
    while (this.#works.length > 0) for (const work of this.#works.splice(0)) work()
    const waits = this.#connected ? undefined : this.asked.find(({ answer }) => !answer)
    if (waits) this.complaints.push(`${waits.number} waits, and nothing can leave`)
  }

  deliver(place: number): void {
    const [message] = this.messages.splice(place, 1)
    if (message) this.calls.push(...message.calls.map((call) => ({ reply: message.reply, call })))
  }

  lose(place: number): void {
    this.messages.splice(place, 1)
  }

  /** What is under way may still arrive, or not. */
  disconnect(): void {
    this.#connected = false
    this.#broken()
    const waits = this.asked.find(({ message, answer }) => message && !answer)
    if (waits) this.complaints.push(`${waits.number} waits for an answer that cannot come`)
  }

  connect(): void {
    this.#connected = true
  }

  nobodyThere(place: number): void {
    const [message] = this.messages.splice(place, 1)
    if (message) this.#take({ subject: message.reply, headers: { code: 503 } as never, string: () => '' })
  }

  /** As many calls as are wanted, in one message. */
  answer(place: number, many: number): void {
    const done = this.calls.splice(place, many)
    const [first] = done
    if (!first) return
    const own = done.filter(({ reply }) => reply === first.reply)
    this.calls.push(...done.filter(({ reply }) => reply !== first.reply))
    const text = own.map(({ call }) =>
      encodeReply({ ref: call.ref, text: okText((call.with as { number: number }).number) }),
    )
    this.answers.push({ subject: first.reply, text: text.join('\n') })
  }

  arrive(place: number, times = 1): void {
    const [answer] = this.answers.splice(place, 1)
    for (let time = 0; answer && time < times; time++)
      this.#take({ subject: answer.subject, headers: undefined, string: () => answer.text })
  }

  expire(): void {
    this.router.expire(this.#now())
  }

  /** All that is under way arrives and is answered, in a few rounds for each. */
  converge(): void {
    this.connect()
    for (let round = 0; round <= 3 * this.asked.length; round++) {
      this.turn()
      while (this.messages.length > 0) this.deliver(0)
      while (this.calls.length > 0) this.answer(0, 50)
      while (this.answers.length > 0) this.arrive(0)
      this.expire()
    }
  }

  /** At the end of a turn: what may leave has left. */
  look(): void {
    for (const lane of new Set(this.asked.map((asked) => asked.lane))) {
      const waiting = this.asked.find((asked) => asked.lane === lane && !asked.message && !asked.answer)
      const away = this.asked.filter((asked) => asked.message && !asked.answer)
      const isAway = lane !== undefined && away.some((asked) => asked.lane === lane)
      if (waiting && !isAway) this.#judge(waiting, away)
    }
    const open = this.asked.filter(({ message, answer }) => message && !answer)
    if (open.length !== this.router.inFlight) this.complaints.push(`${this.router.inFlight} are said to be in flight`)
  }

  /** It could leave, and waits: for others of its service that are away, and not for long. */
  #judge(waiting: Asked, away: readonly Asked[]): void {
    if (!away.some(({ service }) => service === waiting.service))
      this.complaints.push(`${waiting.number} waits for nothing`)
    const before = this.asked.filter(({ lane, number }) => lane === waiting.lane && number < waiting.number)
    const since = Math.max(waiting.at, ...(waiting.lane ? before.map(({ answeredAt = 0 }) => answeredAt) : []))
    if (this.#now() > since + longestWaitMs) this.complaints.push(`${waiting.number} waits for others that are slow`)
  }

  #dispatch(name: Name, input: object, lane: string | undefined, sender: object | undefined): void {
    const number = this.asked.length
    const asked: Asked = { number, service: commands[name].owner as Owner, lane, at: this.#now() }
    this.asked.push(asked)
    const done = (text: string) => this.#answered(asked, text)
    const all = { ...input, number }
    this.router.dispatch({ name, input: all, text: JSON.stringify(all), address: '::1', sender, done })
  }

  #answered(asked: Asked, text: string): void {
    const { number, answer, message } = asked
    if (answer) this.complaints.push(`${number} is answered twice`)
    asked.answer = text
    asked.answeredAt = this.#now()
    const { ok, error } = JSON.parse(text)
    if (!message && error?.name !== 'UNAVAILABLE') this.complaints.push(`${number} is answered before it left`)
    if (!error && ok !== number) this.complaints.push(`${number} gets the answer of ${ok}`)
    if (error?.name === 'TIMEOUT' && this.#now() < asked.at + timeoutMs) this.complaints.push(`${number} is given up`)
  }

  #leave(subject: string, data: string, reply: string): void {
    if (!this.#connected) this.complaints.push('something leaves where nothing can')
    const calls = JSON.parse(data) as Call[]
    const service = subject.slice(subject.lastIndexOf('.') + 1) as Owner
    const message = { service, reply, calls }
    const together = calls.map((call) => this.asked[(call.with as { number: number }).number] as Asked)
    if (data.length > mostBytes) this.complaints.push(`a message has ${data.length} bytes`)
    if (together.some((asked) => asked.service !== service)) this.complaints.push(`${service} gets what is not its own`)
    for (const asked of together) this.#leaveOne(asked, message, together)
    this.messages.push(message)
  }

  /** Of one lane, nothing leaves while anything before it is unanswered, save what goes with it. */
  #leaveOne(asked: Asked, message: Message, together: readonly Asked[]): void {
    const { number, lane } = asked
    if (asked.message) this.complaints.push(`${number} leaves twice`)
    if (asked.answer) this.complaints.push(`${number} leaves, and was answered`)
    asked.message = message
    if (lane === undefined) return
    const lanes = this.asked.filter((other) => other.lane === lane && !other.answer && other !== asked)
    const passed = lanes.find((other) => other.number < number && other.message !== message)
    if (passed) this.complaints.push(`${number} passes ${passed.number}`)
    const piece = together.filter((other) => other.lane === lane)
    if (piece.length > mostOfLane) this.complaints.push(`${piece.length} of a lane leave together`)
  }
}
