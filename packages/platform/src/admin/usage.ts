export const usage = `parley admin <what> …   looks after people, spaces, roles and keys, while everything runs; for who has the database

  people [<letters>]                     whose name or username begins so; everybody
  show <person>                          one of them, with what restricts them
  suspend|lock|ban <person> <reason>     --for 7d: until then. Suspended: reads, leaves, deletes own. Locked: nothing, devices stay
                                         logged in. Banned: logged out everywhere
  release <person> <kind> <reason>       lifts suspended, locked or banned; pending: lets in who signed up
  log-out <person> <reason>              ends all of their sessions
  reset <person> <reason>                gives them a new password, which is printed once, and ends their sessions; --factors: removes
                                         their second factors, too
  spaces [<letters>]                     in whose name these are, with owner and size; all. parley appoint gives one another owner
  staff                                  who has a role of the platform
  role <person> <role> <reason>          owner, admin, moderator, support, auditor or none; so the first owner is made
  keys                                   service keys
  key create <name> <scope>[,<scope>…]   --game <id>: for one game; --for 90d: until then. Prints the secret once
  key rotate <key>                       another secret; --keep 1h: so long the one before is good. Not given: a day
  key revoke <key> <reason>              ends a key
  invite                                 --uses 5, --for 7d: prints the code of an invitation to sign up. Not given: 1, without end
  audit [<person>]                       who has done what, the newest first

A person is a username or an id. Spans are 30m, 12h, 7d. It ends with 0 where it is done, 1 where it is refused, 2 where it is not understood.
`
