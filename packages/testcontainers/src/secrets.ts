/** What no log may hold: everything that was handed out and opens an account. */
export class Secrets {
  readonly #names = new Map<string, string>()

  /** `name` is what a test is told instead. */
  note(name: string, secret: string): void {
    this.#names.set(secret, name)
  }

  /** `fetch`, with the tokens of each answer noted. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const answer = (await response
      .clone()
      .json()
      .catch(() => undefined)) as { access?: string; refresh?: string } | undefined
    if (answer?.access) this.note('an access token', answer.access)
    if (answer?.refresh) this.note('a refresh token', answer.refresh)
    return response
  }

  /** A sentence for each line that holds one, without it. */
  leaks(text: string): string[] {
    return text
      .split('\n')
      .flatMap((line) =>
        [...this.#names]
          .filter(([secret]) => line.includes(secret))
          .map(([secret, name]) => `${name} is in the logs: ${line.replaceAll(secret, `[${name}]`)}`),
      )
  }
}
