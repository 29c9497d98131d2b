/** All that is shown of playing together. */
export { GameInvitations } from './game-invitations.tsx'
export { PartyPane } from './party-pane.tsx'
