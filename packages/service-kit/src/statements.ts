/** Under which names statements are prepared. */
import { createHash, randomUUID } from 'node:crypto'

export interface Statement {
  /** Of a prepared one. */
  readonly name?: string
  readonly text: string
}

/**
 * The same text has the same name in every process: who is given the connection of another by a pooler finds there what
 * they mean, or nothing.
 */
const nameOf = (text: string): string => `p${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`

/** Statements are few, so what is known of each is kept. */
export class Statements {
  readonly #known = new Map<string, Statement>()
  #mark = ''
  #isNaming = true

  of(sql: string): Statement {
    const known = this.#known.get(sql)
    if (known) return known
    const text = `${sql}${this.#mark}`
    const made = this.#isNaming ? { name: nameOf(text), text } : { text }
    this.#known.set(sql, made)
    return made
  }

  /** Their tables have changed. A pooler keeps what it prepared for a text, so the text is another one from now on. */
  renew(): void {
    this.#mark = ` -- ${randomUUID().slice(0, 8)}`
    this.#known.clear()
  }

  /** For good: whoever is between us and the server keeps none. False where that was known. */
  stopNaming(): boolean {
    const wasNaming = this.#isNaming
    this.#isNaming = false
    this.#known.clear()
    return wasNaming
  }
}
