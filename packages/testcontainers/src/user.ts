/** What logs somebody in. */
export interface Login {
  /** What one logs in with. */
  readonly username: string
  /** What proves it. */
  readonly password: string
}

/** Somebody who has signed up. `token` lives for five minutes; `refresh` is for one use, and nobody else's. */
export interface User extends Login {
  /** The id. */
  readonly user: string
  /** What others see. */
  readonly name: string
  /** An access token. */
  readonly token: string
  /** A refresh token. */
  readonly refresh: string
}
