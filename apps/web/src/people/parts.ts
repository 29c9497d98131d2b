/** All that is shown of how one stands with others, and of who is there. */
export { BlockedHere } from './blocked-here.tsx'
export { ContactsLink } from './contacts-link.tsx'
export { ContactsPane } from './contacts-pane.tsx'
export { OwnDot } from './own-dot.tsx'
export { OwnPresence } from './own-presence.tsx'
export { PersonPane } from './person-pane.tsx'
export { PresenceDot, PresenceLine } from './presence-dot.tsx'
