/** One session as the rule keeps it, without a database: what each token is answered with. */
import { judgeRefresh, type RefreshVerdict } from '../src/rules.ts'

interface Held {
  readonly generation: number
  readonly issuedAt: number
  replaced: boolean
}

export interface Presented {
  readonly verdict: RefreshVerdict
  /** The token that is handed out, where one is. */
  readonly token?: number
}

export class SessionModel {
  /** By their number, in the order in which they were handed out. */
  readonly tokens: Held[] = [{ generation: 0, issuedAt: 0, replaced: false }]
  /** Seconds since it began. */
  now = 0
  ended = false
  readonly #graceSeconds: number
  #newest = 0
  #opener: number | undefined

  constructor(graceSeconds: number) {
    this.#graceSeconds = graceSeconds
  }

  present(token: number): Presented {
    const { generation, replaced } = this.tokens[token] as Held
    const verdict = judgeRefresh(
      {
        ended: this.ended,
        expired: false,
        generation,
        newest: this.#newest,
        opened: this.#opener === token,
        replaced,
        siblings: this.#siblings().filter((held) => !this.#isOld(held)).length,
      },
      this.#graceSeconds,
    )
    if (verdict === 'reused') this.ended = true
    if (verdict !== 'rotate' && verdict !== 'repeat') return { verdict }
    if (verdict === 'rotate') {
      this.#newest++
      this.#opener = token
    } else for (const held of this.#siblings()) held.replaced ||= this.#isOld(held)
    this.tokens.push({ generation: this.#newest, issuedAt: this.now, replaced: false })
    return { verdict, token: this.tokens.length - 1 }
  }

  #siblings(): Held[] {
    return this.tokens.filter((held) => held.generation === this.#newest)
  }

  #isOld({ issuedAt }: Held): boolean {
    return issuedAt <= this.now - this.#graceSeconds
  }
}
