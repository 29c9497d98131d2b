/** Who a service is to Postgres. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** As the library reads it: a % that encodes nothing stands for itself. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Whom the URL names, either part empty where it does not; what stands in its query counts before what stands in front of
 * the host, as for the library that connects. Nothing else counts here: not PGPASSWORD, no file, and not who we are.
 */
export const namedIn = (url: string): Credentials => {
  const { username, password, searchParams } = new URL(url)
  return {
    user: searchParams.getAll('user').at(-1) || decoded(username),
    password: searchParams.getAll('password').at(-1) || decoded(password),
  }
}

/** The same address, for this user. */
export const withUser = (given: string, { user, password }: Credentials): string => {
  const url = new URL(given)
  for (const name of ['user', 'password']) url.searchParams.delete(name)
  return Object.assign(url, { username: encodeURIComponent(user), password: encodeURIComponent(password) }).href
}
