import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { searchPeople } from '../people-search.ts'

export const userSearch: Handler<'user.search', Auth> = (input, { user }, auth) => searchPeople(auth, user, input)
