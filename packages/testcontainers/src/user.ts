/** What logs somebody in. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** Somebody who has signed up. `token` lives for five minutes; `refresh` is for one use, and nobody else's. */
export interface User extends Login {
  /** The id. */
  readonly user: string
  readonly name: string
  readonly token: string
  readonly refresh: string
}
