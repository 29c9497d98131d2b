/** All that is shown of playing together. */
export { CardView } from './card-view.tsx'
export { GameInvitations } from './game-invitations.tsx'
export { PartyPane } from './party-pane.tsx'
