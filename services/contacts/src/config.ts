import { mostBlocked } from '@parley/protocol'
import { whole } from '@parley/service-kit'

export const contactsConfig = {
  CONTACTS_PER_ACCOUNT: whole({
    about: 'contacts that an account may have; who has more already keeps them',
    default: 1_000,
    min: 1,
    max: 100_000,
  }),
  OPEN_REQUESTS_PER_ACCOUNT: whole({
    about: 'requests to be a contact that an account may have sent, and that nobody has answered yet',
    default: 100,
    min: 1,
    max: 10_000,
  }),
  OPEN_REQUESTS_OF_NEW: whole({
    about: 'of these, so many while the account is new',
    default: 5,
    min: 0,
    max: 10_000,
  }),
  NEW_ACCOUNT_HOURS: whole({
    about:
      'hours for which an account is new; that of a guest stays so, and those of who runs the platform and of programs are not. The same for chat and contacts',
    default: 72,
    min: 0,
    max: 8_760,
  }),
  BLOCKED_PER_ACCOUNT: whole({
    about: 'people whom an account may block, and as many whom it may restrict',
    default: mostBlocked,
    min: 1,
    max: mostBlocked,
  }),
  PARTIES_PER_ACCOUNT: whole({
    about: 'parties that an account may be in, one of each game',
    default: 10,
    min: 1,
    max: 100,
  }),
  PARTY_AWAY_SECONDS: whole({
    about:
      'after so many seconds without a device, as presence knows it, a member of a party is away; without presence nobody is',
    default: 120,
    min: 1,
    max: 86_400,
  }),
  PARTY_DROP_SECONDS: whole({
    about: 'after so many more they are out of it',
    default: 120,
    min: 1,
    max: 86_400,
  }),
  PARTY_IDLE_HOURS: whole({
    about: 'hours after which a party in which nothing happens ends',
    default: 24,
    min: 1,
    max: 8_760,
  }),
  OPEN_INVITATIONS_OF_NEW: whole({
    about: 'of the invitations below, so many while the account is new',
    default: 50,
    min: 0,
    max: 10_000,
  }),
  OPEN_INVITATIONS_PER_ACCOUNT: whole({
    about: 'invitations to a game that an account may have sent, and that nobody has answered yet',
    default: 50,
    min: 1,
    max: 10_000,
  }),
}
